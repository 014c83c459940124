import { PassaError } from '#shared/errors.ts';
import type { SourceState } from '../models/checkpoint.ts';

export type FollowerStatus = {
	state: SourceState;
	reason: string;
	/** Another leader writes now. */
	superseded?: true;
};

/** Unique violation: a ledger or an event that is stored already comes again. */
const stored = '23505';

/** What an error says about the source. Nothing is ever skipped: the follower asks again, or waits for a person. */
export function classifyError(error: unknown): FollowerStatus {
	const known = causes(error).find((e) => e instanceof PassaError);
	if (known) return classifyPassaError(known);
	const sqlState = causes(error)
		.map((e) => (e as { code?: unknown }).code)
		.find((code) => typeof code === 'string');
	if (sqlState === stored) {
		return { state: 'divergent', reason: 'the source gave what is stored already a second time' };
	}
	return { state: 'waiting', reason: `the database refused (${sqlState ?? 'no code'})` };
}

function classifyPassaError(error: PassaError): FollowerStatus {
	const reason = error.message;
	switch (error.code) {
		case 'FENCED':
			return { state: 'waiting', reason, superseded: true };
		case 'LOG_GAP':
		case 'SOURCE_GAP':
			return { state: 'gap', reason };
		case 'SOURCE_DIVERGENT':
		case 'EVENT_UNKNOWN':
		case 'EVENT_MALFORMED':
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
