import { xdr } from '@stellar/stellar-sdk';
import { asBase64, fromBase64 } from '#shared/base64.ts';
import { hex } from '#shared/hex.ts';
import { digest } from '../digest.ts';
import { ledgerEntries } from '../rpc.ts';
import { codeKey } from '../state/event-state.ts';
import { type AuditCheck, equal } from './check.ts';
import type { Evidence } from './evidence.ts';

/**
 * What an evidence file holds for later readers beside what an audit reads: the contract's code and the event's
 * document.
 */
export type Attachments = Pick<Evidence, 'code' | 'document'>;

/** The code by its hash, in base64; null where the RPC does not have it. Throws RpcError. */
export async function readCode(rpcUrl: string, wasmHash: Uint8Array): Promise<string | null> {
	const key = codeKey(wasmHash);
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	return data?.type === 'contractCode' ? asBase64(data.contractCode.code) : null;
}

/** What is attached has the hashes that the contract holds. Nothing is checked of what is not attached. */
export function attachmentChecks({ code, document, state }: Evidence): AuditCheck[] {
	const checks: AuditCheck[] = [];
	if (code !== null)
		checks.push(equal('code_attached', hex(state.wasmHash ?? new Uint8Array()), sha256Of(code)));
	if (document !== null)
		checks.push(equal('document_attached', hex(state.terms.metadata_hash), sha256Of(document)));
	return checks;
}

function sha256Of(base64: string): string {
	try {
		return hex(digest(fromBase64(base64)));
	} catch {
		return 'no base64';
	}
}
