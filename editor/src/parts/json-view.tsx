/** JSON for reading: indented, in a box of its own that can be scrolled by keyboard and copied. */
import { CodeBlock } from './code-block.tsx';

export function JsonView({ value, label }: { value: unknown; label: string }) {
  return <CodeBlock label={label} text={JSON.stringify(value, null, 2)} />;
}
