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
 * @param {Stop[]} stops as drawn, in order
 * @param {number} seconds of one round as drawn
 * @param {Tempo} tempo
 * @returns {{seconds: number, at: (time: number) => number}} the new round, and where an old time falls in it
 */
export function retime(stops, seconds, tempo) {
  const last = Math.max(...stops.map((stop) => stop.key));
  const top = stops.findIndex((stop) => stop.key === last);
  const there = stretch(top > 0 ? stops[top].begin - stops[0].end : 0, tempo.there);
  const back = stretch(seconds - stops[top].end, tempo.back);
  const marks = [[0, 0]];
  const add = (until, factor) => {
    const [from, to] = marks.at(-1);
    marks.push([until, to + (until - from) * factor]);
  };
  for (const [place, stop] of stops.entries()) {
    if (stop.begin > marks.at(-1)[0]) add(stop.begin, place <= top ? there : back);
    if (place !== top) add(stop.end, 1);
    else marks.push([stop.end, marks.at(-1)[1] + (tempo.pause || stop.end - stop.begin)]);
  }
  if (seconds > marks.at(-1)[0]) add(seconds, back);
  return { seconds: marks.at(-1)[1], at: (time) => between(marks, time) };
}

function stretch(drawn, wanted) {
  return wanted && drawn > 0 ? wanted / drawn : 1;
}

function between(marks, time) {
  const next = marks.findIndex(([from]) => from >= time);
  if (next <= 0) return next === 0 ? 0 : marks.at(-1)[1];
  const [[from, to], [until, then]] = [marks[next - 1], marks[next]];
  return until === from ? then : to + ((time - from) / (until - from)) * (then - to);
}
