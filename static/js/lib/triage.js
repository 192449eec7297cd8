// Which warning signs a check-in shows, how soon a person has to look, and what to ask yet: the same
// decision as `routines/domain/triage.py`, over the same rules, without a network. No DOM, no clock.
// Nothing here diagnoses, and nothing it returns means "safe": without a finding nothing is known.

const RANK = { now: 2, today: 1, visit: 0 };
const ALL = "all";
const NONE = "none";
const PAIN = "pain";
const NOWHERE = -1;
/** Points of 10, as in `routines/domain/rating.py`. */
const NOTICEABLE_RISE = 2;
const BACK = 1;

/**
 * @typedef {"now"|"today"|"visit"} Urgency
 * @typedef {{region: string, side: "left"|"right"|"middle", pain?: number, numbness?: number,
 *   tingling?: number}} Mark each layer 0 to 10
 * @typedef {{mapNow?: Mark[]|null, mapBefore?: Mark[]|null, morningHeldLower?: boolean,
 *   painNow?: number|null, painYesterday?: number|null, risks?: string[], known?: string[],
 *   isWeaker?: boolean|null, words?: string}} Facts `mapBefore` is the last map of an earlier check-in,
 *   `known` what a therapist has looked at; `isWeaker` is true for "not sure" too
 * @typedef {{slug: string, urgency: Urgency, clearable: boolean, message: string, say: string,
 *   because: string, rests: string, keepsWalking: boolean}} Notice
 * @typedef {Notice & {question: string, help: string, askAt: string[], optIn: boolean,
 *   notSureIsYes: boolean}} Sign
 * @typedef {{slug: string, question: string, opens: string[], say: string, because: string}} Gate
 * @typedef {Notice & {allOf: string[], anyOf: string[], atLeast: number}} Combination
 * @typedef {{when: string, from: number, asks: string[], countsAs: string, untilAnswered: string,
 *   change: boolean, because: string, allNo: Notice|null}} Event
 * @typedef {{version: string, levels: Object<string, number|null>,
 *   signs: Sign[], gates: Gate[], risks: {slug: string, question: string, lasting: boolean}[],
 *   combinations: Combination[], events: Event[], words: Object<string, string[]>}} Rules as `routines/domain/phone_rules.py` writes them
 * @typedef {{urgency: Urgency|null, findings: {sign: string, urgency: Urgency, because: string}[],
 *   ask: string[], messages: string[], because: string[], say: string[], rests: string[],
 *   keepsWalking: boolean}} Triage the most urgent first; `ask` are questions that are open yet
 */

/**
 * Decides.
 * @param {Object<string, "yes"|"no"|"not-sure">} answers by slug of a sign or gate
 * @param {Facts} facts
 * @param {Rules} rules
 * @returns {Triage}
 */
export function triage(answers, facts, rules) {
  const given = new Map(Object.entries(answers));
  const signs = new Map(rules.signs.map((sign) => [sign.slug, sign]));
  const events = rules.events.filter((event) => HAPPENS[event.when]?.(facts, event, rules));
  const clearable = [...rules.signs, ...rules.combinations].filter((each) => each.clearable);
  const told = new Set(facts.known ?? []);
  const known = new Set(clearable.map((each) => each.slug).filter((slug) => told.has(slug)));
  const changed = new Set(
    events.filter((each) => each.change).flatMap((each) => [...each.asks, each.countsAs]),
  );
  const unchanged = new Set([...known].filter((slug) => !changed.has(slug)));
  const isOpen = (slug) => !given.has(slug) && !unchanged.has(slug);
  const gates = rules.gates.filter((gate) => ["yes", "not-sure"].includes(given.get(gate.slug)));

  const found = signsThatCount(rules, given, unchanged, events, isOpen);
  const notices = [
    ...found,
    ...gatesWithoutDetails(gates, signs, isOpen),
    ...events.flatMap((event) =>
      event.allNo && event.asks.every((slug) => given.get(slug) === "no") ? [event.allNo] : [],
    ),
    ...combinationsThatCount(rules, given, facts, { found, gates, known, isOpen }),
  ];
  // Stable: what is as urgent stays in the order of the rules.
  notices.sort((one, other) => RANK[other.urgency] - RANK[one.urgency]);
  return answer(notices, asked(rules, facts, events, gates).filter(isOpen), rules);
}

/**
 * The letters and numbers of a text, small, one space around and between words.
 * @param {string} text
 * @returns {string}
 */
export function plainWords(text) {
  const small = text.toLowerCase().replace(/[\u0027\u2019\u2018\u02bc\u0060\u00b4]/gu, "");
  const words = small.match(/[\p{L}\p{N}]+/gu) ?? [];
  return ` ${words.join(" ")} `;
}

function answer(notices, ask, rules) {
  const urgency = notices[0]?.urgency ?? null;
  const first = notices.filter((notice) => notice.urgency === urgency);
  const together = new Set(rules.combinations.map((each) => each.slug));
  // What weighs more together says no more than its parts, where these are there.
  const parts = first.filter((notice) => !together.has(notice.slug));
  const rests = once(notices.map((each) => each.rests)).filter((each) => each !== NONE);
  return {
    urgency,
    findings: notices.map((each) => ({
      sign: each.slug,
      urgency: each.urgency,
      because: each.because,
    })),
    ask,
    messages: once(first.map((each) => each.message)),
    because: once((parts.length ? parts : first).map((each) => each.because)),
    say: once(notices.map((each) => each.say)),
    rests: rests.includes(ALL) ? [ALL] : rests,
    keepsWalking: notices.every((each) => each.keepsWalking),
  };
}

function asked(rules, facts, events, gates) {
  const words = plainWords(facts.words ?? "");
  const slugs = new Set([
    ...events.flatMap((event) => event.asks),
    ...gates.flatMap((gate) => gate.opens),
    ...Object.keys(rules.words).filter((slug) =>
      rules.words[slug].some((phrase) => words.includes(phrase)),
    ),
  ]);
  return rules.signs.map((sign) => sign.slug).filter((slug) => slugs.has(slug));
}

function signsThatCount(rules, given, unchanged, events, isOpen) {
  const byEvent = new Map();
  for (const event of events) {
    const isWaiting = event.untilAnswered && event.asks.some(isOpen);
    const slug = isWaiting ? event.untilAnswered : event.countsAs;
    if (slug) byEvent.set(slug, event);
  }
  return rules.signs.flatMap((sign) => {
    if (unchanged.has(sign.slug)) return [];
    const said = given.get(sign.slug);
    if (said === "yes" || (said === "not-sure" && sign.notSureIsYes)) return [sign];
    const event = byEvent.get(sign.slug);
    return event ? [{ ...sign, because: event.because }] : [];
  });
}

function gatesWithoutDetails(gates, signs, isOpen) {
  return gates.flatMap(({ slug, opens, say, because }) => {
    const open = opens.filter(isOpen).map((each) => signs.get(each));
    if (!open.length) return [];
    const worst = open.reduce((one, other) =>
      RANK[other.urgency] > RANK[one.urgency] ? other : one,
    );
    const { urgency, message } = worst;
    const keepsWalking = open.every((sign) => sign.keepsWalking);
    return [{ slug, urgency, message, say, because, rests: ALL, keepsWalking }];
  });
}

function combinationsThatCount(rules, given, facts, { found, gates, known, isOpen }) {
  // A sign behind an open gate, not denied yet, takes part as if it were there; but one yes to a gate
  // is no combination of what it opens.
  const signs = new Set(found.map((sign) => sign.slug));
  const behind = gates.map(
    ({ opens }) => new Set(opens.filter((slug) => !signs.has(slug) && isOpen(slug))),
  );
  const fresh = new Set([...signs, ...behind.flatMap((slugs) => [...slugs])]);
  const there = new Set([
    ...fresh,
    ...[...known].filter((slug) => given.get(slug) !== "no"),
    ...(facts.risks ?? []),
  ]);
  const now = facts.mapNow ?? [];
  if (facts.painNow || now.some((mark) => felt(mark, "pain"))) there.add(PAIN);
  const risks = new Map(rules.risks.map((risk) => [risk.slug, risk]));
  const isNewRisk = (slug, combination) =>
    risks.has(slug) && !(risks.get(slug).lasting && known.has(combination));
  return rules.combinations.filter(({ slug, allOf, anyOf, atLeast }) => {
    const parts = [...allOf, ...anyOf].filter((each) => there.has(each));
    return (
      allOf.every((each) => there.has(each)) &&
      anyOf.filter((each) => there.has(each)).length >= atLeast &&
      parts.some((each) => fresh.has(each) || isNewRisk(each, slug)) &&
      !behind.some((slugs) => parts.every((each) => slugs.has(each)))
    );
  });
}

function once(texts) {
  return [...new Set(texts)];
}

const HAPPENS = {
  "saddle-marked": ({ mapNow }, event, { levels }) =>
    (mapNow ?? []).some((mark) => isMarked(mark) && levels[mark.region] === null),
  "both-legs-newly-marked": ({ mapNow, mapBefore }, { from }, { levels }) =>
    areBothMarked(mapNow, from, levels) && !areBothMarked(mapBefore, from, levels),
  "numb-place-new": ({ mapNow, mapBefore }, { from }, { levels }) =>
    (mapNow ?? []).some(
      (mark) =>
        numb(mark) && reaches(mark, from, levels) && !wasAsNumb(at(mapBefore ?? [], mark), mark),
    ),
  "pain-stayed-lower": ({ morningHeldLower }) => morningHeldLower === true,
  "less-pain-more-numb": ({ mapNow, mapBefore, isWeaker }, event, { levels }) =>
    Boolean(mapNow && mapBefore) &&
    ["left", "right"].some((side) => hasMovedUp(mapBefore, mapNow, side, levels)) &&
    // Between the legs is a sign of its own, and more urgent.
    (isWeaker === true || isMoreNumb(mapBefore, mapNow.filter(({ region }) => levels[region] !== null))),
  "strong-pain": ({ painNow }, { from }) => (painNow ?? 0) >= from,
  "strong-pain-two-days": ({ painNow, painYesterday }, { from }) =>
    (painNow ?? 0) >= from && (painYesterday ?? 0) >= from,
  weaker: ({ isWeaker }) => isWeaker === true,
};

function felt(mark, layer) {
  return mark[layer] ?? 0;
}

function numb(mark) {
  return Math.max(felt(mark, "numbness"), felt(mark, "tingling"));
}

/** A numb place that has grown is asked about like a new one. */
function wasAsNumb(old, mark) {
  return numb(old) > 0 && felt(mark, "numbness") - felt(old, "numbness") < NOTICEABLE_RISE;
}

function isMarked(mark) {
  return felt(mark, "pain") > 0 || numb(mark) > 0;
}

function reaches(mark, from, levels) {
  return Number.isInteger(levels[mark.region]) && levels[mark.region] >= from;
}

function at(map, { region, side }) {
  return map.find((mark) => mark.region === region && mark.side === side) ?? { region, side };
}

function areBothMarked(map, from, levels) {
  const sides = (map ?? [])
    .filter((mark) => isMarked(mark) && reaches(mark, from, levels))
    .map((mark) => mark.side);
  return sides.includes("left") && sides.includes("right");
}

function furthest(map, side, levels) {
  const reached = map
    .filter((mark) => felt(mark, "pain") > 0 && [side, "middle"].includes(mark.side))
    .map((mark) => levels[mark.region])
    .filter(Number.isInteger);
  return Math.max(NOWHERE, ...reached);
}

/** The same as `change_on` of `routines/domain/centralization.py`, where it is less than 0. */
function hasMovedUp(before, now, side, levels) {
  const [start, end] = [before, now].map((map) => furthest(map, side, levels));
  const hasPain = [before, now].every((map) => map.some((mark) => felt(mark, "pain") > 0));
  // Where pain is left elsewhere, a back that is quiet has not moved up.
  const isQuietBack = hasPain && end === NOWHERE && start <= BACK;
  return end < start && !isQuietBack;
}

function isMoreNumb(before, now) {
  // Numbness that turned into tingling no stronger than it was is not more.
  return now.some((mark) => {
    const old = at(before, mark);
    return felt(mark, "numbness") > felt(old, "numbness") || numb(mark) > numb(old);
  });
}
