// When a figure is where: moves the stops of its timeline to another tempo. No DOM.

/**
 * @typedef {{begin: number, end: number, key: number}} Stop a span, in seconds, in which a key pose is held
 * @typedef {{there?: number, pause?: number, back?: number}} Tempo seconds; what is left out stays as drawn
 */

/**
 * Reads `begin,end,key begin,end,key ...`, seconds and the number of the key pose.
 * @param {string} text
 * @returns {Stop[]}
 */
export function readStops(text) {
  return text.trim().split(/\s+/).map((each) => {
    const [begin, end, key] = each.split(/,/).map(Number);
    return { begin, end, key };
  });
}

/**
 * Lays a timeline out anew for a tempo.
 *
 * A movement goes there, over one pose or several, and the same way back. One that goes round, as
 * in middle, right, middle, left, goes there and back twice: each odd stop is an end of its own.
 * @param {Stop[]} stops as drawn, in order
 * @param {number} seconds of one round as drawn
 * @param {Tempo} tempo
 * @returns {{seconds: number, at: (time: number) => number}} the new round, and where an old time falls in it
 */
export function retime(stops, seconds, tempo) {
  const top = farthest(stops);
  const round = goesRound(stops);
  const isThere = (place) => (round ? place % 2 === 1 : place <= top);
  const isEnd = (place) => (round ? place % 2 === 1 : place === top);
  // A move leads to the stop of the same place; the last one leads back to the beginning.
  const moves = [...stops.slice(1), { begin: seconds }].map((stop, index) => ({
    place: index + 1,
    drawn: stop.begin - stops[index].end,
  }));
  const whole = (there) =>
    moves.filter(({ place }) => isThere(place) === there).reduce((sum, { drawn }) => sum + drawn, 0);
  const drawnWays = { there: whole(true), back: whole(false) };

  const lasts = ({ place, drawn }) => {
    const way = isThere(place) ? "there" : "back";
    if (!(tempo[way] > 0) || drawn <= 0) return drawn;
    return round ? tempo[way] : (tempo[way] * drawn) / drawnWays[way];
  };
  const marks = [[0, 0]];
  const add = (until, duration) => marks.push([until, marks.at(-1)[1] + duration]);
  for (const [place, stop] of stops.entries()) {
    if (place > 0) add(stop.begin, lasts(moves[place - 1]));
    add(stop.end, isEnd(place) ? (tempo.pause ?? stop.end - stop.begin) : stop.end - stop.begin);
  }
  add(seconds, lasts(moves.at(-1)));
  return { seconds: marks.at(-1)[1], at: (time) => between(marks, time) };
}

/**
 * Tells whether a movement goes round, there and back twice, and so has no one end to wait in.
 * @param {Stop[]} stops
 */
export function goesRound(stops) {
  return stops.length > 2 && farthest(stops) === stops.length - 1;
}

/**
 * Returns the place of the stop that is farthest from the start: where a hold is held.
 * @param {Stop[]} stops
 */
export function farthest(stops) {
  return stops.reduce((best, stop, place) => (stop.key > stops[best].key ? place : best), 0);
}

function between(marks, time) {
  const next = marks.findIndex(([from]) => from >= time);
  if (next <= 0) return next === 0 ? 0 : marks.at(-1)[1];
  const [[from, to], [until, then]] = [marks[next - 1], marks[next]];
  return until === from ? then : to + ((time - from) / (until - from)) * (then - to);
}
