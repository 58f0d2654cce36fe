/** JSON for reading: indented, in a box of its own that can be scrolled by keyboard and copied. */
import type { Json } from '@recipro/schema';
import { CodeBlock } from './code-block.tsx';

export function JsonView({ value, label }: { value: Json; label: string }) {
  return <CodeBlock label={label} text={JSON.stringify(value, null, 2)} />;
}
