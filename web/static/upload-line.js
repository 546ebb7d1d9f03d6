// The line of one upload: what it says, its progress, and what can be done with it.
import { announce } from './messages.js';

const language = document.documentElement.lang;
const percents = new Intl.NumberFormat(language, { style: 'percent' });
const TIMES = [['hour', 3600], ['minute', 60], ['second', 1]];
// The speed of the last seconds tells how long the rest takes.
const SPEED_OVER_MS = 10_000;

export class Line {
  constructor(area, name) {
    this.area = area;
    this.name = name;
    this.words = Object.fromEntries([...area.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling.textContent]));
    this.root = area.querySelector('template').content.cloneNode(true).querySelector('li');
    this.root.querySelector('bdi').textContent = name;
    this.bar = this.root.querySelector('progress');
    this.bar.setAttribute('aria-label', name);
    this.measured = [];
    // Only on the page while it is needed.
    this.titleField = this.root.querySelector('.upload-title');
    this.titleField.remove();
    for (const control of this.root.querySelectorAll('[data-do]')) {
      const label = this.words[control.dataset.do];
      if (label) control.setAttribute('aria-label', label.replace('{name}', name));
    }
    area.querySelector('ul').append(this.root);
    area.hidden = false;
  }

  control(what) {
    return this.root.querySelector(`[data-do="${what}"]`);
  }

  // Shows these controls and no others.
  offer(...whats) {
    const hadFocus = this.root.contains(document.activeElement);
    for (const control of this.root.querySelectorAll('[data-do]')) control.hidden = !whats.includes(control.dataset.do);
    if (hadFocus && whats.length) this.control(whats[0]).focus();
  }

  // `isNews`: what a screen reader reads out, and not each percent.
  say(words, { isNews = true, isTrouble = false } = {}) {
    const state = this.root.querySelector('.upload-state');
    if (state.textContent === words) return;
    state.textContent = words;
    state.classList.toggle('trouble', isTrouble);
    if (isNews) announce(this.area.nextElementSibling, `${this.name}: ${words}`);
  }

  sending(sent, total) {
    this.show(sent / total);
    const left = this.timeLeft(sent, total);
    this.say(left ? this.words.left.replace('{time}', left) : this.words.sending, { isNews: !this.hasBegun });
    this.hasBegun = true;
  }

  waiting(why) {
    this.measured = [];
    this.hasBegun = false;
    this.say(this.words[why]);
  }

  // How long it takes is not known.
  checking() {
    this.bar.removeAttribute('value');
    this.root.querySelector('.percent').textContent = '';
    this.say(this.words.checking);
  }

  preparing(percent) {
    this.show(percent / 100);
    this.say(percent ? this.words.preparing : this.words.queued);
  }

  // It is an item now, which may have to be prepared. It can be shared meanwhile, by those who may.
  added(address, token) {
    this.control('open').href = address;
    this.choices = ['open', 'hide'];
    const invite = this.control('invite');
    if (invite) {
      invite.form.action = `${address}/guest-access/invite`;
      invite.form.elements.csrf_token.value = token;
      this.choices.unshift('invite');
    }
    this.offer(...this.choices);
  }

  ready() {
    this.end(...this.choices);
    this.say(this.words.ready);
  }

  trouble(words, ...whats) {
    this.end(...whats);
    this.say(words || this.words.trouble, { isTrouble: true });
  }

  // The title was refused. It can be changed here.
  askForTitle(title) {
    this.root.querySelector('.choices').before(this.titleField);
    const input = this.titleField.querySelector('input');
    input.value = title;
    input.focus();
  }

  get title() {
    return this.titleField.querySelector('input').value.trim();
  }

  // Nothing is on its way any more.
  end(...whats) {
    this.root.querySelector('.upload-progress').hidden = true;
    this.offer(...whats);
  }

  begin() {
    this.titleField.remove();
    this.root.querySelector('.upload-progress').hidden = false;
    this.offer('cancel');
    this.hasBegun = false;
    this.measured = [];
    this.show(0);
  }

  show(part) {
    this.bar.value = part;
    this.root.querySelector('.percent').textContent = percents.format(part);
  }

  timeLeft(sent, total) {
    const now = performance.now();
    this.measured.push([now, sent]);
    while (now - this.measured[0][0] > SPEED_OVER_MS) this.measured.shift();
    const [[since, from]] = this.measured;
    if (now - since < 1_000 || sent <= from) return '';
    const seconds = ((total - sent) / (sent - from)) * ((now - since) / 1000);
    const [unit, length] = TIMES.find(([, each]) => seconds >= each) ?? TIMES.at(-1);
    const shown = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' });
    return shown.format(Math.max(1, Math.round(seconds / length)));
  }

  remove() {
    const lines = this.area.querySelector('ul');
    const next = this.root.nextElementSibling ?? this.root.previousElementSibling;
    const hadFocus = this.root.contains(document.activeElement);
    this.root.remove();
    this.area.hidden = !lines.children.length;
    if (hadFocus) (next?.querySelector('[data-do]:not([hidden])') ?? document.querySelector('main input[type="file"], main a.primary'))?.focus();
  }
}
