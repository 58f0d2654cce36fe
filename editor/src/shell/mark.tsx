/** The sign of Recipro: what is given comes back. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--r-accent)" />
      <path
        d="M10 18.5a5.5 5.5 0 0 1 5.5-5.5H22m-3-3.2 3.2 3.2-3.2 3.2M22 13.5a5.5 5.5 0 0 1-5.5 5.5H10m3 3.2-3.2-3.2 3.2-3.2"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
