import { fromBase64 } from '#shared/base64.ts';
import { type Metadata, verifyMetadata } from '#shared/metadata.ts';

/** What an audit needs in a browser. The page loads it when somebody asks for an audit. */
export { eventDocument } from '#lib/event-document.ts';
export { httpArchive } from '#shared/chain/archive/archive.ts';
export { withArchives } from '#shared/chain/audit/archives.ts';
export { audit } from '#shared/chain/audit/audit.ts';
export { besideNode } from '#shared/chain/audit/beside-nodes.ts';
export { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
export { keptBy, keptEventsBy } from '#shared/chain/audit/kept-proofs.ts';
export { readEvidenceFile } from '#shared/chain/audit/read-evidence-file.ts';
export { salesOf } from '#shared/chain/audit/sales.ts';

/** An event's document out of an evidence file; null where it is not the one whose hash the contract holds. */
export const documentIn = (base64: string, sha256: Uint8Array): Promise<Metadata | null> =>
	verifyMetadata(fromBase64(base64), sha256).catch(() => null);
