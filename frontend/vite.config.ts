/** How the studio is built, served while developing, and tested. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const SERVER = process.env["TIDEGATE_SERVER"] ?? "http://127.0.0.1:8765";

/** What is text, and so gets smaller; fonts are packed already. */
const TEXT = /\.(?:js|css|html|svg|json)$/;

/** Below this, packing saves nothing that anybody would notice. */
const LEAST_BYTES = 1024;

/** Packs every text beside itself as hard as it goes: the server sends it like that, and packs nothing itself. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    async writeBundle({ dir = "dist" }, bundle) {
      const names = Object.keys(bundle).filter((name) => TEXT.test(name));
      await Promise.all(names.map((name) => pack(join(dir, name))));
    },
  };
}

async function pack(path: string): Promise<void> {
  const text = await readFile(path);
  if (text.length < LEAST_BYTES) return;
  const hardest = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(text, hardest));
  await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
}

export default defineConfig({
  plugins: [react(), packed()],
  server: {
    port: 5173,
    proxy: {
      "/api": { target: SERVER, ws: true },
      "/health": { target: SERVER },
      "/docs": { target: SERVER },
      "/openapi.json": { target: SERVER },
    },
  },
  build: {
    target: "es2023",
    // The server's content policy allows fonts and images from files only, so nothing may become a data: address.
    assetsInlineLimit: 0,
    // Module preloading needs no polyfill in any browser this target names.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    // That packing takes the longest is as it should be.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  test: {
    restoreMocks: true,
    // What decides runs in plain Node; only what draws needs a page.
    projects: [
      { extends: true, test: { name: "pure", environment: "node", include: ["src/**/*.test.ts"] } },
      { extends: true, test: { name: "drawn", environment: "happy-dom", include: ["src/**/*.test.tsx"] } },
    ],
  },
});
