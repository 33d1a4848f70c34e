import { useState } from "react";
import type { FilesChange } from "../../shared/FilePicker.tsx";

export interface Written {
  text: string;
  files: readonly string[];
}

/**
 * Words and files being written. They leave the box at once, so that a second press sends nothing twice and what is
 * typed meanwhile is the next note; what could not be kept comes back, before what was typed since.
 */
export function useDraft(keep: (written: Written) => Promise<string | null>) {
  const [text, setText] = useState("");
  const [files, setFiles] = useState<readonly string[]>([]);
  const change = (files: FilesChange) => setFiles(files);
  const submit = async () => {
    setText("");
    setFiles([]);
    if ((await keep({ text, files })) !== null) return;
    setText((since) => (since ? `${text}\n${since}` : text));
    setFiles((since) => [...files, ...since]);
  };
  return { text, setText, files, change, submit };
}
