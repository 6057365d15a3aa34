import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { WasmReader } from '@contentauth/c2pa-wasm';
import type { ImageFormat } from '../../../image/format.js';

/** The engine's result for a file with a manifest, as far as it is used here. */
export interface ManifestStore {
  readonly active_manifest?: string;
  readonly manifests?: { readonly [label: string]: Manifest };
  readonly validation_state?: 'Trusted' | 'Valid' | 'Invalid';
  readonly validation_results?: {
    readonly activeManifest?: { readonly failure?: readonly { readonly code?: string }[] };
    readonly ingredientDeltas?: readonly {
      readonly validationDeltas?: { readonly failure?: readonly { readonly code?: string }[] };
    }[];
  };
}

export interface Manifest {
  readonly claim_generator?: string;
  readonly claim_generator_info?: readonly { readonly name?: string; readonly version?: string }[];
  readonly signature_info?: {
    readonly issuer?: string;
    readonly common_name?: string;
    readonly time?: string;
  };
  readonly assertions?: readonly unknown[];
  readonly ingredients?: readonly {
    readonly active_manifest?: string;
    readonly relationship?: string;
    readonly title?: string;
  }[];
}

/** PEM certificates that signers must chain to; empty: trust is not checked. */
export interface TrustSettings {
  readonly trustAnchors: string;
}

type Engine = { readonly WasmReader: typeof WasmReader };

let loading: Promise<Engine> | null = null;

/** Loads the library's WebAssembly (8 MB) once per thread, at the first manifest. */
function loadEngine(): Promise<Engine> {
  loading ??= (async () => {
    const library = await import('@contentauth/c2pa-wasm');
    const path = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
    library.initSync({ module: await readFile(path) });
    // The library is built for browser workers and needs a class that Node lacks.
    (globalThis as { FileReaderSync?: unknown }).FileReaderSync ??= HeldBytesReader;
    return library;
  })();
  return loading;
}

/** A Blob whose bytes can be read synchronously, as the engine does. */
class HeldBytes extends Blob {
  constructor(readonly held: Uint8Array) {
    super([]);
    Object.defineProperty(this, 'size', { value: held.length });
  }
  override slice(start?: number, end?: number): Blob {
    return new HeldBytes(this.held.subarray(start, end));
  }
}

class HeldBytesReader {
  readAsArrayBuffer(blob: HeldBytes): ArrayBuffer {
    return blob.held.slice().buffer as ArrayBuffer;
  }
}

const MIME_TYPES: { readonly [format in ImageFormat]: string } = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
};

/**
 * The manifests of a file, with every signature and hash checked, without a network. Rejects with the engine's own
 * message for unreadable manifests.
 */
export const readManifests = (
  bytes: Uint8Array,
  format: ImageFormat,
  trust: TrustSettings,
): Promise<ManifestStore> =>
  withReader(bytes, MIME_TYPES[format], trust, (reader) => JSON.parse(reader.json()) as ManifestStore);

/** A manifest store and the data hash of its active manifest; the caller checks the hash. */
export const readManifestStore = (
  store: Uint8Array,
  trust: TrustSettings,
): Promise<{ manifests: ManifestStore; dataHash: unknown }> =>
  withReader(store, 'application/c2pa', trust, (reader) => {
    const manifests = JSON.parse(reader.json()) as ManifestStore;
    const plain = JSON.parse(reader.crJson()) as {
      manifests?: readonly { label?: string; assertions?: { [label: string]: unknown } }[];
    };
    const active = plain.manifests?.find(({ label }) => label === manifests.active_manifest);
    return { manifests, dataHash: active?.assertions?.['c2pa.hash.data'] };
  });

async function withReader<T>(
  bytes: Uint8Array,
  type: string,
  { trustAnchors }: TrustSettings,
  take: (reader: WasmReader) => T,
): Promise<T> {
  const { WasmReader } = await loadEngine();
  const hasAnchors = trustAnchors.trim() !== '';
  const context = {
    verify: { remote_manifest_fetch: false, ocsp_fetch: false, verify_trust: hasAnchors },
    ...(hasAnchors ? { trust: { trust_anchors: trustAnchors } } : {}),
  };
  const reader = await WasmReader.fromBlob(type, new HeldBytes(bytes), JSON.stringify(context));
  try {
    return take(reader);
  } finally {
    reader.free();
  }
}
