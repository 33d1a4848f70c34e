// Amounts in capital numerals (大写), as core/forms/capitals.py of the server writes them.
import { fixedText, numberOf } from "../rules/numbers.ts";

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const MYRIAD = 10_000n;
const HUNDRED_MILLION = 100_000_000n;
const LIMIT = 10n ** 36n;
const MOST = 10n ** 18n;

const digit = (count: number): string => DIGITS[count] ?? "";

/** `人民币壹仟贰佰元伍角整` of yuan; rounded to fen. null for what is no amount, or has more than 18 whole digits. */
export function capitalsOf(amount: unknown): string | null {
  const found = numberOf(amount);
  if (found === null || found <= -LIMIT || found >= LIMIT) return null;
  const [yuanText = "0", cents = "00"] = fixedText(found < 0n ? -found : found, 2).split(".");
  const yuan = BigInt(yuanText);
  if (yuan >= MOST) return null;
  const [jiao, fen] = [Number(cents[0]), Number(cents[1])];
  const isSomething = yuan > 0n || jiao + fen > 0;
  const whole = yuan > 0n || !isSomething ? `${wholeOf(yuan)}元` : "";
  return `人民币${found < 0n && isSomething ? "负" : ""}${whole}${smallOf(jiao, fen, whole !== "")}`;
}

function smallOf(jiao: number, fen: number, hasYuan: boolean): string {
  if (!fen) return jiao ? `${digit(jiao)}角整` : "整";
  return jiao ? `${digit(jiao)}角${digit(fen)}分` : `${hasYuan ? "零" : ""}${digit(fen)}分`;
}

function wholeOf(number: bigint): string {
  const [size, word] = number >= HUNDRED_MILLION ? [HUNDRED_MILLION, "亿"] : [MYRIAD, "万"];
  if (number < MYRIAD) return fourOf(Number(number));
  const rest = number % size;
  const gap = rest > 0n && rest < size / 10n ? "零" : "";
  return `${wholeOf(number / size)}${word}${gap}${rest ? wholeOf(rest) : ""}`;
}

/** A number below ten thousand. */
function fourOf(number: number): string {
  if (!number) return digit(0);
  let text = "";
  for (const [place, mark] of [...String(number)].reverse().entries()) {
    if (mark !== "0") text = `${digit(Number(mark))}${PLACES[place]}${text}`;
    else if (text && !text.startsWith("零")) text = `零${text}`;
  }
  return text;
}
