/** Workflows: what is running, and is it healthy? */
export default function Workflows() {
  return <h1>Workflows</h1>;
}
