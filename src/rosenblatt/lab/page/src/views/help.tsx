// Help: how to start, why a sample is mistaken, what a neuron does, how to go back; and the keys.
import { KEY_TABLE } from "../keys.ts";
import { letterKeys } from "../store.ts";

const ANSWERS: readonly (readonly [question: string, answer: string])[] = [
  ["How do I start?", "Press Play. The network trains in this page, and the curve shows its loss. The slider sets the speed."],
  ["Why is a sample wrong?", "A ring marks a mistaken sample. Press it: Ask shows the sums and activations that lead to the answer."],
  ["What does a hidden neuron do?", "The picture inside each neuron shows where in the plane it is positive (blue) and negative (orange). Press it to see its arithmetic."],
  ["How do I go back?", "Drag along the curve, or press Left. Every epoch and every batch is computed again exactly."],
  ["What if?", "Change a weight, a setting or a sample at any moment. Training continues from there, the change is a mark on the curve, and Ctrl + Z takes it back."],
];

export function HelpDialog({ dialog }: { dialog: { current: HTMLDialogElement | null } }) {
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="help-title">
      <h2 id="help-title">Help</h2>
      <dl class="answers">
        {ANSWERS.map(([question, answer]) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
      <table class="keys">
        <caption>Keys</caption>
        <tbody>
          {KEY_TABLE.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row"><kbd>{keys}</kbd></th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="switch">
        <input type="checkbox" checked={letterKeys.value} onChange={(event) => (letterKeys.value = event.currentTarget.checked)} />
        Single characters act as keys
      </label>
      <form method="dialog"><button type="submit">Close</button></form>
    </dialog>
  );
}
