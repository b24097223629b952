// What can be taken away.
export function TakeDialog({ dialog }: { dialog: { current: HTMLDialogElement | null } }) {
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="take-title">
      <h2 id="take-title">Take away</h2>
      <form method="dialog"><button type="submit">Close</button></form>
    </dialog>
  );
}
