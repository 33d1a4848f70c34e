import { useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useCallback } from "react";
import { texts } from "../texts.ts";

/** Waits until something is on the phone's disk; null, and said so, where the phone has no room left for it. */
export function useKept(): (work: Promise<string>) => Promise<string | null> {
  const t = useTexts(texts);
  return useCallback(
    async (work) => {
      const id = await work.catch(() => null);
      if (id === null) showToast(t("notKept"));
      return id;
    },
    [t],
  );
}
