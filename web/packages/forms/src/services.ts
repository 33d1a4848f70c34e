import { createContext } from "react";

/** One thing that a reference field may name. */
export interface Reference {
  id: string;
  label: string;
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

/** What a form needs of the app around it; this package knows no server. */
export interface FormServices {
  upload(file: File): Promise<StoredFile>;
  /** What may be chosen for a kind (`person`, `department`, `region`, `device`); null: the id is typed. */
  references(kind: string): readonly Reference[] | null;
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
