import { PassaError } from '#shared/errors.ts';
import type { SourceState } from '../models/checkpoint.ts';

export type FollowerStatus = {
	state: SourceState;
	reason: string;
	/** Another leader writes now, so this follower ends. */
	superseded?: true;
};

/** Unique violation: the source sent a stored ledger or event again. */
const uniqueViolation = '23505';

/** The source's state that follows from an error. The follower skips nothing: it retries, or waits for a person. */
export function classifyError(error: unknown): FollowerStatus {
	const known = causes(error).find((e) => e instanceof PassaError);
	if (known) return classifyPassaError(known);
	const sqlState = causes(error)
		.map((e) => (e as { code?: unknown }).code)
		.find((code) => typeof code === 'string');
	if (sqlState === uniqueViolation) {
		return { state: 'divergent', reason: 'the source sent a stored ledger or event again as a new one' };
	}
	return { state: 'waiting', reason: `the database refused (${sqlState ?? 'no code'})` };
}

function classifyPassaError(error: PassaError): FollowerStatus {
	const reason = error.message;
	switch (error.code) {
		case 'FENCED':
			return { state: 'waiting', reason, superseded: true };
		case 'SOURCE_GAP':
			return { state: 'gap', reason };
		case 'SOURCE_DIVERGENT':
		case 'RPC_WRONG_HISTORY':
			return { state: 'divergent', reason };
		default:
			return { state: 'waiting', reason };
	}
}

function causes(error: unknown): Error[] {
	const list: Error[] = [];
	for (let e = error; e instanceof Error && list.length < 10; e = e.cause) list.push(e);
	return list;
}
