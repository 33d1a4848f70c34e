/** How far it has come (0…1), and whether somebody would rather have it as it is. */
export interface Watch {
  tell: (share: number) => void;
  signal: AbortSignal;
}
