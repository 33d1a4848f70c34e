import { api, type SheetForm, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";

/** Pasted cells, or a file in base64; `sheet`: which one of a workbook. */
export interface SheetInput {
  text?: string;
  content?: string;
  sheet?: string;
}

/** The form that a sheet shows, as the server reads it; nothing is kept of it. */
export function useSheet() {
  return useCommand({
    mutationFn: (body: SheetInput): Promise<SheetForm> => unwrap(api.POST("/api/v1/forms/from-sheet", { body })),
  });
}
