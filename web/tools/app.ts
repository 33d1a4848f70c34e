// How each of the three apps is built: same settings, own folder, own address.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { UserConfig } from "vite";

export const APPS = { console: "/", work: "/work/", portal: "/portal/" } as const;
export type AppName = keyof typeof APPS;

const WEB = fileURLToPath(new URL("..", import.meta.url));
/** Where `bihuan serve` listens while `npm run dev:…` serves the sources. */
const SERVER = process.env.DEV_SERVER ?? "http://127.0.0.1:8000";

// The portal's first load is bounded by 80 KB, of which React alone would take 70 (ADR 0014).
const PREACT = {
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  "react/jsx-runtime": "preact/jsx-runtime",
  react: "preact/compat",
};

export function appConfig(name: AppName): UserConfig {
  return {
    publicDir: `${WEB}public`,
    root: `${WEB}apps/${name}`,
    base: APPS[name],
    plugins: [react()],
    resolve: { alias: name === "portal" ? PREACT : {} },
    logLevel: "warn",
    build: {
      outDir: `${WEB}dist.next/${name}`,
      emptyOutDir: true,
      manifest: "manifest.json",
      target: "es2022",
      // Nothing inside the page: the content security policy allows neither inline scripts nor data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
    },
    server: { proxy: { "/api": SERVER, "/openapi.json": SERVER } },
  };
}
