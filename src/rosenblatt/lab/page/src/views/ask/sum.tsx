/** A sum of products as a table: a row for each term, the result held against the engine's own. */

import { number, signed } from "../../draw/words.ts";
import { added, agrees, productOf, type Sum, type Term } from "./sums.ts";

/** With more terms than that, the largest are written out and the rest are one row. */
const MOST = 12;

export interface SumProps {
  /** What the sum is. */
  readonly name: string;
  readonly sum: Sum;
  /** Heads of the columns: where a term is from, its value, its factor. */
  readonly heads: readonly [string, string, string];
}

export function SumOf({ name, sum, heads }: SumProps) {
  return (
    <table class="sum">
      <Heads heads={heads} />
      <tbody>
        <TermRows terms={sum.terms} />
        {sum.plus && <Line name={sum.plus.name} text={signed(sum.plus.value)} />}
        {sum.over !== 1 && <Line name="divided by" text={`÷ ${number(sum.over)}`} />}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{name}</th>
          <td class="number" colSpan={3}>
            <Checked sum={sum} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

/** Products without their sum, where the engine has no value for it alone. */
export function Terms({ terms, heads }: { terms: readonly Term[]; heads: readonly [string, string, string] }) {
  return (
    <table class="sum">
      <Heads heads={heads} />
      <tbody>
        <TermRows terms={terms} />
      </tbody>
      <tfoot>
        <Line name="sum" text={signed(terms.reduce((all, term) => all + productOf(term), 0))} />
      </tfoot>
    </table>
  );
}

function Heads({ heads }: { heads: readonly [string, string, string] }) {
  return (
    <thead>
      <tr>
        <th scope="col">{heads[0]}</th>
        <th scope="col" class="number">{heads[1]}</th>
        <th scope="col" class="number">{heads[2]}</th>
        <th scope="col" class="number">product</th>
      </tr>
    </thead>
  );
}

function TermRows({ terms }: { terms: readonly Term[] }) {
  const sorted = [...terms].sort((a, b) => Math.abs(productOf(b)) - Math.abs(productOf(a)));
  const isLong = terms.length > MOST;
  const rest = isLong ? sorted.slice(MOST - 1) : [];
  return (
    <>
      {(isLong ? sorted.slice(0, MOST - 1) : terms).map((term) => (
        <tr key={term.name}>
          <th scope="row">{term.name}</th>
          <td class="number">{number(term.value, 4)}</td>
          <td class="number">× {number(term.factor, 4)}</td>
          <td class="number">{signed(productOf(term))}</td>
        </tr>
      ))}
      {rest.length > 0 && <Line name={`${rest.length} smaller terms`} text={signed(rest.reduce((all, term) => all + productOf(term), 0))} />}
    </>
  );
}

function Line({ name, text }: { name: string; text: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number" colSpan={3}>
        {text}
      </td>
    </tr>
  );
}

/** The engine's value; where the page's own sum differs, an error that says both. */
export function Checked({ sum }: { sum: Sum }) {
  if (agrees(sum)) return <strong>{number(sum.value, 5)}</strong>;
  return (
    <span class="fault" role="alert">
      The terms add up to {String(added(sum))}, but the engine computed {String(sum.value)}: do not rely on this number, and report it.
    </span>
  );
}
