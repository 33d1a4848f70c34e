import type { StoredFile } from "@bihuan/forms";
import { lazy, type ReactNode, Suspense, useCallback, useState } from "react";

const DrawDialog = lazy(() => import("./DrawDialog.tsx"));

interface Asked {
  picture: HTMLImageElement;
  name: string;
  keep: (file: File) => Promise<StoredFile | null>;
  answer: (kept: StoredFile | null) => void;
}

/** Asks the person to mark a photo: `mark` resolves with what `keep` made of the marked one, or null. */
export function useMarking(): {
  mark: (address: string, name: string, keep: Asked["keep"]) => Promise<StoredFile | null>;
  /** Stands on the page until the marked photo is kept and taken: a form handed in meanwhile would have the plain one. */
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Asked | null>(null);
  const mark = useCallback(async (address: string, name: string, keep: Asked["keep"]) => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return new Promise<StoredFile | null>((answer) => setAsked({ picture, name, keep, answer }));
  }, []);
  const end = async (file: File | null) => {
    asked?.answer(file && (await asked.keep(file)));
    // Whoever asked goes on first.
    await new Promise((taken) => setTimeout(taken));
    setAsked(null);
  };
  const dialog = asked && (
    <Suspense>
      <DrawDialog picture={asked.picture} name={asked.name} onDone={end} onClose={() => end(null)} />
    </Suspense>
  );
  return { mark, dialog };
}
