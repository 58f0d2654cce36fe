/** Types of what Vite imports besides code: styles, pictures, workers. */
/// <reference types="vite/client" />
