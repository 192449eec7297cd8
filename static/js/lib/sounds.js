// What a guided session sounds and feels like: a voice, tones, vibration. Each can be switched off,
// each is missing on some phones, and none may ever stop the session.

const KEPT = "carryover:sounds";
const PITCHES = { begin: [660, 880], turn: [660], end: [880, 660], tick: [440], stop: [330, 330] };
const BUZZES = { begin: [120], turn: [60, 60, 60], end: [200], tick: [], stop: [300, 100, 300] };
const NOTE_SECONDS = 0.14;

class Sounds {
  #context = null;
  #isPrimed = false;
  #on = { voice: true, tones: true, buzz: true, ...read() };

  /** @returns {boolean} whether tones may be heard: a page may not sound before it was touched */
  get isUnlocked() {
    return this.#context?.state === "running";
  }

  /** @returns {boolean} whether somebody who does not look is led all the same */
  get canLead() {
    return this.isUnlocked && (this.#on.tones || (this.#on.voice && this.hasVoice));
  }

  /** @returns {boolean} whether it speaks the language of the page; known only once voices are loaded */
  get speaksOurs() {
    const language = document.documentElement.lang.split("-")[0];
    return this.hasVoice && speechSynthesis.getVoices().some((voice) => voice.lang.startsWith(language));
  }

  /** @returns {boolean} whether this phone can speak */
  get hasVoice() {
    return "speechSynthesis" in window;
  }

  /** @returns {boolean} whether this phone can vibrate */
  get hasBuzz() {
    return "vibrate" in navigator;
  }

  /** @param {"voice"|"tones"|"buzz"} name @returns {boolean} */
  isOn(name) {
    return this.#on[name];
  }

  /** @param {"voice"|"tones"|"buzz"} name @param {boolean} on */
  turn(name, on) {
    this.#on[name] = on;
    if (name === "voice" && !on) this.hush();
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.#on));
    } catch {
      // A phone that keeps nothing asks again next time.
    }
  }

  /** Makes ready to speak and to sound; a phone allows it only while it is being touched. */
  unlock() {
    this.#prime();
    try {
      this.#context ??= new AudioContext();
      if (this.#context.state !== "running") this.#context.resume().catch(() => {});
    } catch {
      this.#context = null;
    }
  }

  /**
   * Says something instead of what was being said. Without a voice a tone has to do.
   * @param {string|number} text
   */
  say(text) {
    if (!text || !this.#on.voice || !this.hasVoice) return;
    try {
      speechSynthesis.cancel();
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = document.documentElement.lang;
      speechSynthesis.speak(spoken);
    } catch {
      // The tones go on.
    }
  }

  /** Says nothing more. */
  hush() {
    if (this.hasVoice) speechSynthesis.cancel();
  }

  /** @param {keyof PITCHES} name */
  play(name) {
    if (this.#on.buzz && this.hasBuzz && BUZZES[name].length) navigator.vibrate(BUZZES[name]);
    if (!this.#on.tones || !this.isUnlocked) return;
    PITCHES[name].forEach((pitch, place) => this.#note(pitch, place));
  }

  close() {
    this.hush();
    this.#context?.close().catch(() => {});
    this.#context = null;
  }

  /** Some phones let only those speak later who have spoken under a finger. */
  #prime() {
    if (this.#isPrimed || !this.hasVoice || !navigator.userActivation?.isActive) return;
    this.#isPrimed = true;
    try {
      speechSynthesis.speak(new SpeechSynthesisUtterance(""));
    } catch {
      // The tones lead.
    }
  }

  #note(pitch, place) {
    const begins = this.#context.currentTime + place * NOTE_SECONDS;
    const tone = this.#context.createOscillator();
    const volume = this.#context.createGain();
    tone.frequency.value = pitch;
    // Swells and fades, or each note would begin and end with a click.
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(0.25, begins + 0.02);
    volume.gain.linearRampToValueAtTime(0, begins + NOTE_SECONDS);
    tone.connect(volume).connect(this.#context.destination);
    tone.start(begins);
    tone.stop(begins + NOTE_SECONDS);
  }
}

/** One for the page: what Start unlocks, the session uses. */
export const sounds = new Sounds();

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}
