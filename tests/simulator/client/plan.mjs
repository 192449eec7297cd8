// What people do in one schedule, and what happens to their phones. All of it follows from the seed.

import { Chance } from "./chance.mjs";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** How often what is done or happens; what is not about a tap is rarer. */
const WEIGHTS = {
  tap: 46,
  "open a tab": 6,
  "close a tab": 9,
  "kill the browser": 6,
  "cut the power": 5,
  "no signal": 9,
  signal: 6,
  "sign in": 5,
  "session expires": 4,
  "database lost": 4,
  "copy lost": 3,
  "phone full": 3,
  "room again": 2,
  backup: 3,
  restore: 6,
  clock: 1,
  "time passes": 8,
  "days pass": 1,
};
const TAPS = { session: 16, log: 44, undo: 10, correction: 12, rating: 11, report: 4, finish: 3, check_in: 1, poison: 4, desk: 3 };

/**
 * @param {string|number} seed
 * @param {{kinds?: Object, taps?: Object, weather?: number, actions?: Object[]}} options other weights of
 *   actions and taps; or these actions and no others, and no fault of the network unless there is a weather
 * @returns {{phones: {clockError: number}[], weather: number, actions: Object[]}}
 */
export function plan(seed, { kinds = WEIGHTS, taps = TAPS, weather, actions: given } = {}) {
  if (given) {
    const usual = { phone: 0, tab: 0, person: 0, steps: 0 };
    const actions = given.map((action, id) => ({ id, ...usual, ...action }));
    return { phones: [{ clockError: 0 }, { clockError: 0 }], weather: weather ?? 0, actions };
  }
  const chance = new Chance(seed, "plan");
  const clockError = () => {
    const sign = chance.is(0.5) ? 1 : -1;
    const kind = "clock" in kinds ? chance.weighed({ right: 70, minutes: 14, days: 9, year: 3 }) : "right";
    const errors = { right: 45 * SECOND, minutes: 50 * MINUTE, days: 9 * DAY, year: 366 * DAY };
    return Math.round(sign * errors[kind] * (kind === "year" ? 1 : chance.next()));
  };
  const phones = [{ clockError: clockError() }, { clockError: clockError() }];
  // Most of the time things go wrong now and then; sometimes all the time.
  weather ??= chance.pick([0.15, 0.3, 0.45, 0.7]);
  const usesBoth = chance.is(0.55);
  const actions = Array.from({ length: 6 + chance.below(5) }, (_, id) => ({
    id,
    do: id === 0 ? "tap" : chance.weighed(kinds),
    phone: usesBoth ? chance.below(2) : 0,
    tab: chance.below(3),
    person: chance.is(0.8) ? 0 : 1,
    what: id === 0 ? "session" : chance.weighed(taps),
    clockError: clockError(),
    // How far it goes before the next: sometimes not at all, sometimes to the end.
    steps: chance.pick([0, chance.below(6), chance.below(14), chance.below(30), chance.below(30), 200]),
  }));
  return { phones, weather, actions };
}
