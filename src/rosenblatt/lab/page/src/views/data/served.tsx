/** What a server can do with a table: read a file of one's own, and prepare the data otherwise. */

import { useEffect } from "preact/hooks";
import { plain } from "../../draw/words.ts";
import { begin } from "../../store.ts";
import { Choice, Fault, NumberField } from "../fields.tsx";
import { useLab } from "../lab.ts";

/** A button and a place to drop: .csv, .tsv or .parquet. */
export function OpenFile() {
  const lab = useLab();
  const take = (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file) void lab.addTable(file);
  };
  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault();
    const dropped = (event: DragEvent) => {
      event.preventDefault();
      take(event.dataTransfer?.files);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("drop", dropped);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("drop", dropped);
    };
  }, []);
  return (
    <label class="file">
      A table of your own (.csv, .tsv, .parquet), or drop it here
      <input type="file" accept=".csv,.tsv,.txt,.parquet" onChange={(event) => take(event.currentTarget.files)} />
    </label>
  );
}

const MISSING = ["fill", "error", "drop", "mean", "most-frequent"];

/** Target, split, seed of the split, and what is done about missing values. */
export function Preparing() {
  const lab = useLab();
  const meta = begin.value?.meta;
  if (meta === undefined) return null;
  const { settings } = meta;
  const columns = meta.columns.map(({ name }) => plain(name));
  const tested = begin.value?.heldOut.reduce((sum, each) => sum + Number(each === 1), 0) ?? 0;
  const share = settings["test_size"] === undefined ? tested / (begin.value?.nRows ?? 1) : Number(settings["test_size"]);
  const hasMissing = meta.columns.some(({ missing }) => missing > 0);
  return (
    <section class="part">
      <Choice control="target" label="Target" value={meta.task.target} among={columns} set={(target) => void lab.reopen({ target, features: undefined })} />
      <NumberField control="split" label="Held out %" value={Math.round(1e4 * share) / 100} low={0} high={100} ends="open above"
        set={(percent) => percent !== null && void lab.reopen({ test_size: percent / 100 })} />
      <NumberField control="split seed" label="Seed of the split" value={Number(settings["seed"] ?? 0)} low={0} high={4294967295} whole
        set={(seed) => seed !== null && void lab.reopen({ seed })} />
      {hasMissing && <Choice control="missing" label="Missing values" value={String(settings["missing"] ?? "fill")} among={MISSING} set={(missing) => void lab.reopen({ missing })} />}
      <Fault control="data" />
    </section>
  );
}
