import type { Params } from './rpc/params.ts';
import { invalidParams } from './rpc/rpc-error.ts';

const kinds = ['error', 'delay', 'drop', 'busy', 'short'] as const;
type Kind = (typeof kinds)[number];
export type Fault = { kind: Kind; method: string; count: number; milliseconds: number };

/**
 * Faults that a client must survive: `error` (-32603), `delay` (answers after milliseconds), `drop` (closes the
 * connection), `busy` (TRY_AGAIN_LATER), `short` (a page of one).
 */
export class Faults {
	#queue: Fault[] = [];

	add(params: Params): void {
		const kind = params.kind as Kind;
		if (!kinds.includes(kind)) throw invalidParams(`kind must be one of ${kinds.join(', ')}`);
		if (typeof params.method !== 'string') throw invalidParams('method must be a name');
		const { count = 1, milliseconds = 1000 } = params as { count?: number; milliseconds?: number };
		this.#queue.push({ kind, method: params.method, count, milliseconds });
	}

	/** Removes and returns the fault for this call, or null. */
	next(method: string): Fault | null {
		const fault = this.#queue.find((f) => f.count > 0 && (f.method === method || f.method === '*'));
		if (!fault) return null;
		fault.count--;
		this.#queue = this.#queue.filter((f) => f.count > 0);
		return fault;
	}
}
