import { useTexts } from "@bihuan/i18n";
import { useEffect } from "react";
import { texts } from "./texts.ts";

/** The name of the browser's tab. */
export function useTitle(title: string): void {
  const t = useTexts(texts);
  const product = t("product");
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
}
