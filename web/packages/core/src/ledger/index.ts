export { bestKept, judgeProof, type Kept, keptWith, type TicketProof, type Verdict } from "./judging.ts";
export { canHash, leafHash, provesGrowth, provesInclusion, provesLeaf } from "./proofs.ts";
