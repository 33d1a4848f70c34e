import { tenantBase } from "@bihuan/api";

/** Make the app openable without a network, and addable to the phone's first page, where the browser allows it. */
export function install(): void {
  const base = `${tenantBase()}/work`;
  // The worker's scope ends with a slash; without it the first page would stand outside.
  if (location.pathname === base) history.replaceState(null, "", `${base}/${location.search}`);
  const manifest = document.createElement("link");
  manifest.rel = "manifest";
  manifest.href = `${base}/app.webmanifest`;
  document.head.append(manifest);
  // Only in a secure context; over plain http the app works as long as there is a network. Sources that are served
  // with reload have no worker.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(`${base}/worker.js`, { scope: `${base}/` }).catch(() => undefined);
}
