import { lazy, type ReactNode, Suspense, useCallback, useState } from "react";

const DrawDialog = lazy(() => import("./DrawDialog.tsx"));

interface Asked {
  picture: HTMLImageElement;
  name: string;
  answer: (file: File | null) => void;
}

/** Asks the person to mark a photo: `mark` resolves with the marked one, or null; `dialog` stands on the page. */
export function useMarking(): {
  mark: (address: string, name: string) => Promise<File | null>;
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Asked | null>(null);
  const mark = useCallback(async (address: string, name: string) => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return new Promise<File | null>((answer) => setAsked({ picture, name, answer }));
  }, []);
  const end = (file: File | null) => {
    asked?.answer(file);
    setAsked(null);
  };
  const dialog = asked && (
    <Suspense>
      <DrawDialog picture={asked.picture} name={asked.name} onDone={end} onClose={() => end(null)} />
    </Suspense>
  );
  return { mark, dialog };
}
