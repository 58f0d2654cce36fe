/** The workflow editor: what will happen to a customer, and is it right? */
export default function Editor() {
  return <h1>Editor</h1>;
}
