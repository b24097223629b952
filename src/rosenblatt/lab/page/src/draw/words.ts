/** Numbers and names as they stand on a page: the counterpart of rosenblatt/views/words.py. */

const MINUS = "−";
const ELLIPSIS = "…";
const EMPTY = "(empty)";
const DIRECTION_MARK = /[\u202a-\u202e\u2066-\u2069]/u;

/** A value as one line of text; control characters, surrogates and direction marks are replaced. */
export function plain(value: unknown): string {
  const text = String(value);
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return Array.from(text, harmless).join("");
}

function harmless(character: string): string {
  if (/[\s\x1c-\x1f\x85]/u.test(character) && character !== "\ufeff") return " ";
  return /[\p{Cc}\p{Cs}\p{Cn}]/u.test(character) || DIRECTION_MARK.test(character) ? "\ufffd" : character;
}

/** A number with that many digits that count, a true minus, and commas between thousands. */
export function number(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "not known";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  let text: string;
  if (Number.isInteger(value) && size < 1e9) text = decimal(value, 0);
  else if (size >= 1e-4 && size < 1e7) {
    const decimals = Math.max(0, digits - 1 - magnitude(size));
    text = decimal(value, decimals);
    if (decimals > digits) text = text.replace(/0+$/, "").replace(/\.$/, "");
  } else {
    const [mantissa = "", exponent = ""] = evenly((d) => value.toExponential(d), digits - 1).split("e");
    const round = mantissa.includes(".") ? mantissa.replace(/0+$/, "").replace(/\.$/, "") : mantissa;
    text = `${round}e${Number(exponent)}`;
  }
  return text.replaceAll("-", MINUS);
}

/** A round number as it is read on an axis: 0.1, 2,000, 1e−5. */
export function short(value: number): string {
  const text = number(value);
  return text.includes(".") && !text.includes("e") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** A number with that many decimals, for columns that align: 0.900, −1.250. */
export function fixed(value: number, decimals = 3): string {
  if (!Number.isFinite(value)) return number(value);
  const text = decimal(value, decimals);
  const isZero = text.startsWith("-") && Number(text.replaceAll(",", "")) === 0;
  return (isZero ? text.slice(1) : text).replaceAll("-", MINUS);
}

/** An accuracy or an R² as the screen shows it: 0.8889; never 1 for nearly all. */
export function score(value: number): string {
  const text = fixed(value, 4);
  return text === "1.0000" && value < 1 ? "0.9999" : text;
}

/** A number with its sign always shown, and as many decimals as one beside it has. */
export function signed(value: number, beside = value): string {
  if (value === 0) return "0";
  const size = Math.abs(beside);
  const text = size >= 1e-4 && size < 1e5 ? fixed(value, Math.max(0, 2 - magnitude(size))) : number(value);
  return text.startsWith(MINUS) || /^[0.]*$/.test(text) ? text : `+${text}`;
}

/** A share as a whole percentage, and never 0% for some or 100% for not all. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "none";
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 1) return "<1%";
  if (percent > 99 && percent < 100) return ">99%";
  return `${decimal(percent, 0).replaceAll(",", "")}%`;
}

/** "1 sample" or "1,200 samples". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${decimal(n, 0)} ${n === 1 ? one : many}`;
}

/** "a, b and c". */
export function listing(items: readonly string[], last = "and"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${last} ${items[items.length - 1]}`;
}

/** A text, cut short with an ellipsis where it has more characters than that. */
export function brief(value: unknown, longest = 40): string {
  const letters = Array.from(plain(value) || EMPTY);
  return letters.length <= longest ? letters.join("") : letters.slice(0, longest - 1).join("").trimEnd() + ELLIPSIS;
}

/** The power of ten of a number's first digit. */
function magnitude(size: number): number {
  return Math.floor(Math.log10(size));
}

/** A number with commas between thousands and that many decimals. */
function decimal(value: number, decimals: number): string {
  const text = evenly((d) => positional(value, d), decimals);
  const [whole = "", part] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const written = part === undefined ? grouped : `${grouped}.${part}`;
  return Object.is(value, -0) ? `-${written}` : written;
}

function positional(value: number, decimals: number): string {
  if (Math.abs(value) < 1e21) return value.toFixed(decimals);
  return BigInt(value).toString() + (decimals ? `.${"0".repeat(decimals)}` : "");
}

/** Written with that many digits; a value exactly between two ends on the even digit, as in Python. */
function evenly(write: (digits: number) => string, digits: number): string {
  const nearest = write(digits);
  const [mantissa = "", exponent] = write(Math.min(100, digits + 45)).split("e");
  const cut = mantissa.indexOf(".") + 1 + digits;
  if (!/^50*$/.test(mantissa.slice(cut))) return nearest;
  const below = mantissa.slice(0, digits === 0 ? cut - 1 : cut);
  if (Number(below[below.length - 1]) % 2 !== 0) return nearest;
  return exponent === undefined ? below : `${below}e${exponent}`;
}
