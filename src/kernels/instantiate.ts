/** The part of the WebAssembly interface used here; the standard types define it for browsers only. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/**
 * Starts a kernel that scripts/build.mjs embedded as base64, in Node, workers and browsers. Compiles synchronously,
 * which suits modules of a few kilobytes. A page is 64 KB.
 */
export function instantiateKernel<Exports>(
  base64: string,
  initialPages = 1,
): {
  readonly exports: Exports;
  readonly memory: { readonly buffer: ArrayBuffer };
} {
  const { Instance, Memory, Module } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const memory = new Memory({ initial: initialPages });
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { exports } = new Instance(new Module(bytes), { env: { memory } });
  return { exports: exports as Exports, memory };
}
