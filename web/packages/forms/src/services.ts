import type { Json } from "@bihuan/core";
import { type ComponentType, createContext } from "react";

/** One thing that a reference field may name. */
export interface Reference {
  id: string;
  label: string;
}

/** A record of a custom table, with what other fields may take over from it. */
export interface RecordChoice {
  id: string;
  title: string;
  /** What tells it from others of its name. */
  about?: string;
  facts: Readonly<Record<string, Json>>;
}

export interface StoredFile {
  id: string;
  name: string;
  type: string;
}

export interface FileView {
  name: string;
  full: string;
  small: string | null;
  /** Media type, where it is known. */
  type?: string;
}

/** A video is made smaller first, then it goes. */
export type UploadStep = "shrinking" | "sending";

/** Who sends a file and looks on. */
export interface UploadWatch {
  tell: (step: UploadStep, share: number) => void;
  /** Do not send it at all. */
  signal: AbortSignal;
  /** Send it as it is. */
  asItIs: AbortSignal;
}

/** What a form needs of the app around it; this package knows no server. */
export interface FormServices {
  /** What the person is called, for the watermark of photos. */
  me?: string;
  upload(file: File, watch?: UploadWatch): Promise<StoredFile>;
  /** What is still done to a file that was attached, beside its name. */
  Standing?: ComponentType<{ id: string }>;
  /** What may be chosen for a kind (`person`, `department`, `region`, `device`); null: the id is typed. */
  references(kind: string): readonly Reference[] | null;
  /** Records of custom tables; without it they are chosen elsewhere. */
  records?: {
    find(table: string, text: string): Promise<readonly RecordChoice[]>;
    name(table: string, id: string): Promise<string | null>;
  };
  /** Customers, contacts, roles, tickets …; without it their ids are typed. `of`: the customer they belong to. */
  things?: {
    find(kind: string, text: string, of: string): Promise<readonly RecordChoice[]>;
    one(kind: string, id: string): Promise<RecordChoice | null>;
    /** Where a thing is looked at; null where this app has no page for it. */
    href?(kind: string, id: string): string | null;
  };
  /** Where a stored file is read, and its small picture if it has one. */
  lookUp(id: string): Promise<FileView>;
  /** Lets the person draw upon a picture that he attached; the new picture, or null. */
  mark?(id: string): Promise<StoredFile | null>;
  /** Shows files large, beginning with one of them; without it each opens on a page of its own. */
  view?(ids: readonly string[], at: number): void;
}

export const FormServicesContext = createContext<FormServices>({
  upload: () => Promise.reject(new Error("no upload here")),
  references: () => null,
  lookUp: () => Promise.reject(new Error("no files here")),
});
