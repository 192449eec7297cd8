// The way to the server and back: requests and answers get lost, come twice, come late.

const LATEST_MS = 90_000;
const HOPS = 5;

export class Network {
  #number = 0;

  /**
   * @param {any} world
   * @param {(question: Object) => Object} ask the server, at once
   * @param {{weather: number, calm: Set<number>}} options the share of requests that go wrong, and which may not
   */
  constructor(world, ask, { weather, calm }) {
    this.world = world;
    this.ask = ask;
    this.weather = weather;
    this.calm = calm;
    /** @type {{number: number, fate: string}[]} */
    this.faults = [];
  }

  #fate() {
    const number = (this.#number += 1);
    const chance = this.world.chanceFor("fate", number);
    if (!chance.is(this.weather) || this.calm.has(number)) return { fate: "fine", chance };
    const fate = chance.weighed({ "request lost": 3, "reply lost": 5, twice: 3, late: 3, cut: 3, "cut after": 2, busy: 1 });
    this.faults.push({ number, fate });
    return { fate, chance };
  }

  /** As the browser's. */
  fetch(tab, path, { method = "GET", body, headers = {}, signal } = {}) {
    const { phone } = tab;
    const { clockwork, counts } = this.world;
    return new Promise((resolve, reject) => {
      const inTab = (label, act) => clockwork.add(tab, `${tab.name} ${path} ${label}`, label, act);
      if (method === "POST") tab.inFlight += 1;
      const over = (tell) => (value) => {
        if (method === "POST") tab.inFlight -= 1;
        tell(value);
      };
      [resolve, reject] = [over(resolve), over(reject)];
      const fails = (label) => inTab(label, () => reject(new TypeError("Failed to fetch")));
      if (!phone.isOnline) return fails("finds no signal");
      const question = { method, path, body, token: headers["X-CSRFToken"], cookies: Object.fromEntries(phone.cookies) };
      const { fate, chance } = this.#fate();
      if (method === "POST") counts.requests += 1;
      if (fate !== "fine") {
        counts[fate] += 1;
        this.world.tell(`The network: ${method} ${path} of ${phone.name}: ${fate}.`);
      }
      const timer = signal && clockwork.at(tab, signal.until, () => reject(new DOMException("Too late.", "TimeoutError")));
      const arrives = (answer) => {
        if (answer.isDead) return fails("gets no answer");
        onTheWay(() => inTab("gets an answer", () => {
          if (timer) clockwork.cancel(timer);
          for (const [name, value] of Object.entries(answer.cookies)) phone.cookies.set(name, value);
          counts[`answer ${answer.status}`] = (counts[`answer ${answer.status}`] ?? 0) + 1;
          // A redirect that is not followed shows nothing of itself.
          if (path === "/outbox/" && answer.status === 200) phone.tokens.set(tab.owner, JSON.parse(answer.body).token);
          const status = answer.status >= 300 && answer.status < 400 ? 0 : answer.status;
          resolve({ status, ok: status >= 200 && status < 300, json: async () => JSON.parse(answer.body) });
        }));
      };
      const delivered = (also = {}) => this.#deliver({ ...question, ...also }, phone);
      const line = `way ${this.world.counts.sent++}`;
      // The way is long: on it much may happen elsewhere.
      const onTheWay = (act, hops = 1 + chance.below(HOPS)) =>
        clockwork.add(null, line, "is on its way", () => (hops ? onTheWay(act, hops - 1) : act()));
      if (fate === "request lost") fails("gets no answer");
      else if (fate === "busy") arrives({ status: 503, body: "{}", cookies: {} });
      else if (fate === "late") {
        // Perhaps long after the phone has given up.
        clockwork.at(null, clockwork.now + chance.below(LATEST_MS), () => delivered());
        if (chance.is(0.7)) fails("gives up");
      } else if (fate === "cut") onTheWay(() => arrives(delivered({ cut: 1 + chance.below(60) })));
      else if (fate === "cut after") onTheWay(() => arrives(delivered({ cut: -1 })));
      else {
        onTheWay(() => {
          const answer = delivered();
          if (fate === "reply lost") fails("gets no answer");
          else arrives(answer);
        });
        if (fate === "twice") clockwork.at(null, clockwork.now + chance.below(LATEST_MS), () => delivered());
      }
    });
  }

  #deliver(question, phone) {
    this.world.counts.delivered += 1;
    const answer = this.ask({ do: "request", now: this.world.clockwork.now, ...question });
    if (question.method !== "POST") return answer;
    const stored = answer.status === 200 ? JSON.parse(answer.body).results : [];
    for (const { id, result } of stored) if (result === "stored") this.world.stored(id);
    if (this.world.hasStory) {
      const words = stored.map(({ result }) => result).join(", ");
      const results = answer.isDead ? "nothing: it died" : `${answer.status} ${words}`;
      this.world.tell(`The server gets ${this.world.named(question.body)} from ${phone.name} and says ${results}.`);
    }
    return answer;
  }
}
