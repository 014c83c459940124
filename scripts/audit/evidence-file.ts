import { readFileSync, writeFileSync } from 'node:fs';
import { asBase64 } from '#shared/base64.ts';
import { readCode } from '#shared/chain/audit/attachments.ts';
import { besideNodes } from '#shared/chain/audit/beside-nodes.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { assertIndependent } from '#shared/chain/audit/independent-source.ts';
import { readEvidenceFile } from '#shared/chain/audit/read-evidence-file.ts';
import { evidenceText } from '#shared/chain/audit/readings.ts';
import { provedLedgers, readSecondSource } from '#shared/chain/audit/second-source.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { sha256 } from '#shared/sha256.ts';
import { fileErrorReason } from '../file-error-reason.ts';
import { addressesOf } from './read-source.ts';

const mostDocumentBytes = 1_000_000;
const answersWithinMs = 10_000;

/**
 * Writes an evidence file: what the audit read, the contract's code, and the event's document where its place answers.
 * `places` are addresses of the document, tried in turn. Says what is not in it. Throws FILE_UNWRITABLE or RpcError.
 */
export async function saveEvidence(
	file: string,
	evidence: Evidence,
	rpcUrl: string,
	places: string[],
): Promise<string[]> {
	const { wasmHash, terms } = evidence.state;
	const code = wasmHash && (await readCode(rpcUrl, wasmHash));
	const document = await firstDocument(places, hex(terms.metadata_hash));
	try {
		writeFileSync(file, evidenceText({ ...evidence, code, document }));
	} catch (cause) {
		throw new PassaError('FILE_UNWRITABLE', `cannot save evidence in ${file}: ${fileErrorReason(cause)}`, {
			cause,
		});
	}
	return [...(code ? [] : ['the contract’s code']), ...(document ? [] : ['the event’s document'])];
}

/** A document that has this hash, in base64; null where none of the places gives it. */
async function firstDocument(places: string[], wanted: string): Promise<string | null> {
	for (const place of places) {
		const bytes = await download(place).catch(() => null);
		if (bytes && (await sha256(bytes)) === wanted) return asBase64(bytes);
	}
	return null;
}

async function download(url: string): Promise<Uint8Array | null> {
	if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return null;
	const answer = await fetch(url, { signal: AbortSignal.timeout(answersWithinMs) });
	if (!answer.ok || Number(answer.headers.get('content-length') ?? 0) > mostDocumentBytes) return null;
	const bytes = new Uint8Array(await answer.arrayBuffer());
	return bytes.length > mostDocumentBytes ? null : bytes;
}

/** The evidence of a file; no network is asked. Throws ReadEvidenceFileError. */
export const evidenceIn = (file: string, registry: string | undefined): Evidence =>
	readEvidenceFile(textOf(file), registry);

/**
 * The evidence of a file beside what a network's nodes say now of its ledgers and its event. Throws IndependenceError,
 * NetworkError or RpcError.
 */
export async function askedAgain(
	evidence: Evidence,
	rpcUrl: string,
	anchorUrl: string | undefined,
): Promise<Evidence> {
	const { source } = evidence;
	if (anchorUrl) await assertIndependent(rpcUrl, anchorUrl, addressesOf);
	const asked = await besideNodes(evidence, [rpcUrl, ...(anchorUrl ? [anchorUrl] : [])]);
	if (!anchorUrl) return asked;
	const second = await readSecondSource(anchorUrl, null, provedLedgers(evidence));
	return { ...asked, source: { ...source, anchorUrl }, second };
}

function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (cause) {
		throw new PassaError('EVIDENCE_UNREADABLE', `cannot read ${file}: ${fileErrorReason(cause, 'read')}`, {
			cause,
		});
	}
}
