import { useContext, useRef, useState } from "react";
import { FormServicesContext, type StoredFile, type UploadStep } from "../services.ts";

/** A file on its way, and what can be done about it. */
export interface Transfer {
  id: number;
  name: string;
  size: number;
  step: UploadStep;
  /** 0…1 of this step. */
  share: number;
  /** Send it as it is, without making it smaller first. */
  asItIs: () => void;
  /** Do not send it at all. */
  stop: () => void;
}

/** Send files, tell how far each is, and keep those that arrived whatever becomes of the others. */
export function useUploads(): {
  transfers: readonly Transfer[];
  send: (files: readonly File[]) => Promise<StoredFile[]>;
  fault: unknown;
} {
  const { upload } = useContext(FormServicesContext);
  const next = useRef(0);
  const [transfers, setTransfers] = useState<readonly Transfer[]>([]);
  const [fault, setFault] = useState<unknown>(null);
  const one = async (file: File): Promise<StoredFile[]> => {
    const id = next.current++;
    const [stop, asItIs] = [new AbortController(), new AbortController()];
    stop.signal.addEventListener("abort", () => asItIs.abort());
    const begun = { id, name: file.name, size: file.size, step: "sending", share: 0 } as const;
    setTransfers((all) => [...all, { ...begun, asItIs: () => asItIs.abort(), stop: () => stop.abort() }]);
    const tell = (step: UploadStep, share: number) =>
      setTransfers((all) => all.map((each) => (each.id === id ? { ...each, step, share } : each)));
    try {
      return [await upload(file, { tell, signal: stop.signal, asItIs: asItIs.signal })];
    } catch (error) {
      if (!stop.signal.aborted) setFault(error);
      return [];
    } finally {
      setTransfers((all) => all.filter((each) => each.id !== id));
    }
  };
  const send = async (files: readonly File[]) => {
    setFault(null);
    return (await Promise.all(files.map(one))).flat();
  };
  return { transfers, send, fault };
}
