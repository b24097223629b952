/** A figure as a table: a button beside each figure opens its numbers, at most 200 rows at a time. */

import { useRef, useState } from "preact/hooks";
import { count, number, plain } from "../draw/words.ts";

/** Rows at a time. */
export const PAGE = 200;

/** The numbers of a figure as texts; rows are made when they are shown. */
export interface TableOf {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly nRows: number;
  readonly row: (at: number) => readonly string[];
  /** What a button at the start of each row does; it closes the table. */
  readonly choose?: { readonly word: string; readonly act: (at: number) => void };
}

export interface AsTableProps {
  readonly table: () => TableOf;
  /** A second table to compare with. */
  readonly beside?: () => TableOf;
  readonly label?: string;
}

/** "As a table": opens a dialog with the rows of a figure, which are made only while it is open. */
export function AsTable({ table, beside, label = "as a table" }: AsTableProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const show = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <button class="link" aria-haspopup="dialog" onClick={show}>
        {label}
      </button>
      <dialog ref={dialog} class="sheet rowsheet" aria-label={open ? table().caption : label} onClose={() => setOpen(false)}>
        <div class="pair">
          {open && <Rows table={table()} />}
          {open && beside && <Rows table={beside()} />}
        </div>
        <form method="dialog">
          <button>Close</button>
        </form>
      </dialog>
    </>
  );
}

/** The rows themselves, with steps between pages where there are more than fit. */
export function Rows({ table }: { table: TableOf }) {
  const [from, setFrom] = useState(0);
  const first = from < table.nRows ? from : 0;
  const last = Math.min(table.nRows, first + PAGE);
  const { columns } = table;
  return (
    <div class="pagedrows">
      <div class="rows" tabIndex={0} role="group" aria-label={plain(table.caption)}>
        <table>
          <caption>{plain(table.caption)}</caption>
          <thead>
            <tr>
              {table.choose && <td />}
              {columns.map(({ name, isNumber }, at) => (
                <th key={at} scope="col" class={isNumber ? "number" : ""}>
                  {plain(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: last - first }, (_, at) => (
              <tr key={at}>
                {table.choose && (
                  <td>
                    <button
                      class="link"
                      onClick={(event) => {
                        table.choose?.act(first + at);
                        event.currentTarget.closest("dialog")?.close();
                      }}
                    >
                      {table.choose.word}
                      <span class="unseen"> about row {table.row(first + at)[0]}</span>
                    </button>
                  </td>
                )}
                {table.row(first + at).map((text, column) => (
                  <td key={column} class={columns[column]?.isNumber ? "number" : ""}>
                    {plain(text)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.nRows > PAGE && (
        <p class="pages">
          <button disabled={first === 0} onClick={() => setFrom(first - PAGE)}>
            Previous {PAGE}
          </button>
          <span>
            {number(first + 1)} to {number(last)} of {count(table.nRows, "row")}
          </span>
          <button disabled={last === table.nRows} onClick={() => setFrom(first + PAGE)}>
            Next {PAGE}
          </button>
        </p>
      )}
    </div>
  );
}
