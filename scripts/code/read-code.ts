import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import { entriesAt } from '#shared/chain/rpc.ts';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { codeKey } from '#shared/chain/state/event-state.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';

export type ReadCodeError = RpcError | PassaError<'CODE_NOT_UPLOADED' | 'CODE_EXPIRING' | 'ENTRY_UNEXPECTED'>;

/**
 * The code that the network holds under this SHA-256, whose entry lives for at least `ledgers` more. Throws
 * ReadCodeError: CODE_NOT_UPLOADED if there is none, CODE_EXPIRING if it is archived or soon will be.
 */
export async function readCode(rpcUrl: string, wasmHash: Uint8Array, ledgers: number): Promise<Uint8Array> {
	const key = codeKey(wasmHash);
	const { found, latestLedger } = await entriesAt(rpcUrl, [key]);
	const entry = found.get(key);
	const name = hex(wasmHash);
	if (!entry)
		throw new PassaError(
			'CODE_NOT_UPLOADED',
			`the network has no code ${name}: upload it first, or restore it if it was archived`,
			{ detail: { wasmHash: name } },
		);
	const left = (entry.liveUntilLedgerSeq ?? 0) - latestLedger;
	if (left < ledgers)
		throw new PassaError(
			'CODE_EXPIRING',
			`the code ${name} ${left < 0 ? 'is archived: restore and extend it' : `lives for ${left} more ledgers, and ${ledgers} are needed: extend it`} first`,
			{ detail: { wasmHash: name, left } },
		);
	return codeIn(entry.xdr, name);
}

/** An RPC is not believed: code is what its hash says. */
function codeIn(entry: string, name: string): Uint8Array {
	const data = xdr.LedgerEntryData.fromXdr(entry, 'base64');
	const code = data.type === 'contractCode' ? data.contractCode.code : null;
	if (!code || createHash('sha256').update(code).digest('hex') !== name)
		throw new PassaError('ENTRY_UNEXPECTED', `the RPC answers with other code than ${name}`);
	return code;
}
