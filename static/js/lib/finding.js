// What to say after a session was rated, where the server cannot be asked. No DOM. The same answer as
// `routines/domain/traffic_light.py` and `rating.py`, by the same thresholds and sentences.

import { dayIn } from "./days.js";

/**
 * @typedef {Object<string, any>} Rules as `rating_json` writes them
 * @typedef {{before: number|null, pain: number|null, effort: number|null, reports: string[]}} Known pain and effort from
 *   0 to 10; `before` the last pain known before the session, `reports` what was felt in it
 * @typedef {{pain: number, day: string}} Previous the last rating before, and its day
 * @typedef {{title: string, text: string, next: string, tone: string, icon: string}} Finding
 */

const DAY_MS = 86_400_000;

/**
 * @param {Known} known @param {Previous|null} previous @param {string} day the client's own, of the session
 * @param {Rules} rules @returns {Finding|null} null while nothing is known
 */
export function finding(known, previous, day, rules) {
  const verdict = judge(known, rules.light);
  if (!verdict) return null;
  const { pain } = known;
  const change = pain === null || !previous ? null : pain - previous.pain;
  const title = pain === null ? rules.kept : sayChange(change, previous, day, rules);
  return { title, next: verdict.advice.next_time, ...meaning(verdict, pain ?? 0, change, rules) };
}

function meaning({ zone, advice }, pain, change, { noticeable_rise, high_pain, gently, stop, rest }) {
  const { say } = advice;
  if (zone === "red") return { text: `${say} ${stop}`, tone: "care", icon: "hand" };
  if (pain >= high_pain || (change ?? 0) >= noticeable_rise) {
    // Not too much by itself, but nothing to put the phone down for either.
    return { text: `${zone === "green" && pain < high_pain ? gently : say} ${stop}`, tone: "care", icon: "hand" };
  }
  if (zone === "amber") return { text: say, tone: "care", icon: "hourglass" };
  const text = `${say} ${rest}`;
  return change !== null && change < 0 ? { text, tone: "good", icon: "trending-down" } : { text, tone: "news", icon: "check" };
}

function judge({ before, pain, effort, reports }, light) {
  const red = (advice) => ({ zone: "red", advice });
  if (reports.includes("warning")) return red(light.warning_advice);
  if (reports.includes("spreading")) return red(light.spread_advice);
  if (reports.includes("sharp")) return red(light.sharp_advice);
  if (pain === null) return null;
  // Too hard is no pain and no zone of its own, but it changes what to do next time.
  const isTooHard = effort !== null && effort >= light.too_hard_at_least;
  const gentler = (zone, advice) => ({ zone, advice: isTooHard ? { ...advice, next_time: light.too_hard_next_time } : advice });
  const rise = before === null ? 0 : pain - before;
  if (before !== null && before >= light.high_baseline_at_least) {
    if (rise > light.high_baseline_rise_at_most) return red(light.red_advice);
    return gentler("green", light.high_baseline_advice);
  }
  const zone = ["green", "amber"].find((name) => pain <= light[name].peak_at_most && rise <= light[name].rise_at_most);
  return zone ? gentler(zone, light[`${zone}_advice`]) : red(light.red_advice);
}

function sayChange(change, previous, day, rules) {
  if (change === null) return rules.first;
  const words = change === 0 ? rules.same : change < 0 ? rules.less : rules.more;
  return words.replace("{count}", rules.numbers[Math.abs(change)]).replace("{when}", sayDay(previous.day, day, rules));
}

function sayDay(then, day, rules) {
  const date = new Date(`${then}T00:00Z`);
  const gone = Math.round((Date.parse(`${day}T00:00Z`) - date) / DAY_MS);
  if (gone <= 0) return rules.today;
  if (gone === 1) return rules.yesterday;
  // Weeks begin on Monday in Python, on Sunday here.
  if (gone < 7) return rules.weekday.replace("{weekday}", rules.weekdays[(date.getUTCDay() + 6) % 7]);
  return rules.date.replace("{day}", String(date.getUTCDate())).replace("{month}", rules.months[date.getUTCMonth()]);
}

/**
 * Brings what this phone was told since the page was made into what the page knows.
 * @param {Object<string, any>} facts as `rating_facts` writes them @param {string} session
 * @param {import("./letters.js").Letter[]} letters sent and waiting ones, the oldest first
 * @returns {{known: Known, previous: Previous|null, day: string, note: string|null}}
 */
export function knownOf(facts, session, letters) {
  const begun = new Map(letters.filter(({ kind }) => kind === "session").map((letter) => [letter.id, letter]));
  const own = begun.get(session);
  const startedAt = own?.madeAt ?? facts.startedAt;
  const ratings = letters.filter(({ kind }) => kind === "rating");
  const others = ratings
    .filter(({ body }) => body.session !== session && body.pain_after !== undefined)
    .map(({ body, madeAt, zone }) => {
      const letter = begun.get(body.session);
      return { at: letter?.madeAt ?? madeAt, pain: body.pain_after, day: letter?.body.day ?? dayIn(madeAt, zone) };
    });
  const mornings = letters.filter(({ kind }) => kind === "next_day").map(({ body, madeAt: at }) => ({ at, pain: body.pain }));
  const since = startedAt - 2 * DAY_MS;
  const latest = (known) => known.filter((one) => one && one.at < startedAt).sort((a, b) => a.at - b.at).at(-1) ?? null;
  const told = [facts.before, ...others, ...mornings].filter((one) => one && one.at >= since);
  const said = (name, first) => ratings.filter(({ body }) => body.session === session && name in body).at(-1)?.body[name] ?? first;
  const reports = letters.filter(({ kind, body }) => kind === "report" && body.session === session);
  return {
    known: {
      before: latest(told)?.pain ?? null,
      pain: said("pain_after", facts.pain),
      effort: said("effort", facts.effort),
      reports: [...facts.reports, ...reports.map(({ body }) => body.feeling)],
    },
    previous: latest([facts.previous, ...others]),
    day: own?.body.day ?? facts.day,
    note: said("note", null),
  };
}
