// What a check-in's form says, as the rules want it and as it is sent.

const PLACE = /^(pain|numbness|tingling)-([a-z0-9-]+)-(left|right|middle)$/;

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} button the one that was tapped
 * @param {{mapBefore: Object[]|null, painYesterday: number|null, risks: string[], known: string[],
 *   heldAt: Object<string, number>}} held what the server knew before
 * @returns {{answers: Object<string, string>, facts: import("./triage.js").Facts, fields: Object<string, string>,
 *   body: Object<string, any>}} `fields` as they are typed, `body` as it is sent
 */
export function readCheckIn(form, button, held) {
  const data = new FormData(form);
  data.delete("none");
  // Whoever marked a place while the questions in between stood open has changed that answer.
  const isChanged = button?.closest("[data-opened]") && hasMarks(data);
  if (button?.name === "where" && !isChanged) data.set("where", button.value);
  const fields = Object.fromEntries([...data].filter(([, value]) => value !== ""));
  const answers = {};
  for (const [name, value] of Object.entries(fields)) if (/^(sign|gate)-/.test(name)) answers[name.slice(5)] = value;
  const body = bodyOf(fields, answers, bodyMap(fields, held));
  return { answers, fields, body, facts: factsOf(body, held) };
}

/**
 * What is known of a check-in beside its answers, also of one that waits to be sent.
 * @param {Object<string, any>} body as it is sent @param {Object} held as in `readCheckIn`
 * @returns {import("./triage.js").Facts}
 */
export function factsOf({ map, answers, precautions = {}, pain, words = "" }, held) {
  const risks = new Set(held.risks);
  for (const [name, value] of Object.entries(answers)) {
    if (name.startsWith("risk-")) risks[value === "no" ? "delete" : "add"](name.slice(5));
  }
  if ((precautions.osteoporosis ?? "no") !== "no") risks.add("thin-bones");
  return {
    mapNow: map,
    mapBefore: held.mapBefore,
    morningHeldLower: map !== null && isHeld(map, held),
    painNow: pain ?? strongest(map),
    painYesterday: held.painYesterday,
    risks: [...risks],
    known: held.known,
    isWeaker: answers.weaker ? answers.weaker !== "no" : null,
    words,
  };
}

/** What was left out is left out, and never "no". */
function bodyOf(fields, answers, map) {
  const body = { kind: fields.kind, map, answers: { ...answers } };
  for (const name of ["session", "corrects", "words"]) if (fields[name]) body[name] = fields[name];
  if (fields.pain) body.pain = Number(fields.pain);
  if (fields.global_change) body.global_change = Number(fields.global_change);
  if (fields.weaker) body.answers.weaker = fields.weaker;
  for (const [name, value] of Object.entries(fields)) {
    if (name.startsWith("risk-")) body.answers[name] = value;
    const [, group, slug] = /^(precaution|activity)-(.+)$/.exec(name) ?? [];
    if (group === "precaution") body.precautions = { ...body.precautions, [slug]: value };
    if (group === "activity") body.ratings = { ...body.ratings, [slug]: Number(value) };
  }
  return body;
}

function hasMarks(data) {
  return [...data].some(([name, value]) => PLACE.test(name) && Number(value));
}

function bodyMap(fields, held) {
  if (fields.where === "nowhere") return [];
  if (fields.where === "same") return held.mapBefore;
  const marks = new Map();
  for (const [name, value] of Object.entries(fields)) {
    const [, layer, region, side] = PLACE.exec(name) ?? [];
    if (!layer || !Number(value)) continue;
    const mark = marks.get(`${region} ${side}`) ?? { region, side, pain: 0, numbness: 0, tingling: 0 };
    marks.set(`${region} ${side}`, { ...mark, [layer]: Number(value) });
  }
  return marks.size ? [...marks.values()] : null;
}

/** Who was not asked for a number has given one with each place. */
function strongest(marks) {
  return marks?.length ? Math.max(...marks.map(({ pain }) => pain)) : null;
}

/** Pain went further down on an earlier day and is still there. */
function isHeld(marks, { heldAt, levels }) {
  return Object.entries(heldAt).some(([side, level]) =>
    marks.some(
      (mark) =>
        mark.pain > 0 &&
        (mark.side === side || mark.side === "middle") &&
        (levels[mark.region] ?? -1) >= level,
    ),
  );
}
