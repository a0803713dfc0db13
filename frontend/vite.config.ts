/** How the studio is built, served while developing, and tested. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = process.env["TIDEGATE_SERVER"] ?? "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [react()],
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
