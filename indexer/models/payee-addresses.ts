import { inArray } from 'drizzle-orm';
import type { Payee } from '#shared/contract/event.ts';
import type { EmittedAs, EventPosition } from '../facts/fact.ts';
import { addressAt, type Freeze, type PaidTo, redirected } from './paid-to.ts';
import { freezeOf, freezesOf, never, payees } from './payees.ts';
import type { Transaction } from './schema.ts';

/** Where payees of events are paid, as events change it. */
export class PayeeAddresses {
	readonly #payees = new Map<number, PaidTo[]>();
	#freezes = new Map<number, Freeze>();

	static async load(tx: Transaction, nos: number[]): Promise<PayeeAddresses> {
		const addresses = new PayeeAddresses();
		if (nos.length === 0) return addresses;
		const rows = await tx
			.select()
			.from(payees)
			.where(inArray(payees.eventNo, nos))
			.orderBy(payees.eventNo, payees.index);
		for (const [no, list] of Map.groupBy(rows, (p) => p.eventNo)) addresses.#payees.set(no, list);
		addresses.#freezes = await freezesOf(tx, nos);
		return addresses;
	}

	/** A redirect counted for the payee before. */
	set(no: number, list: Payee[]): void {
		this.#payees.set(
			no,
			list.map(({ address }) => ({ address: String(address), redirectTo: null, redirectFrom: 0n })),
		);
	}

	redirect({ no, event }: EmittedAs<'redirected'>): void {
		const { index, from_when: from, to } = event.payload;
		const list = this.#payees.get(no)!;
		list[index] = redirected(list[index]!, this.#freezes.get(no) ?? never, { to, from });
	}

	freeze(fact: EmittedAs<'frozen'>): void {
		this.#freezes.set(fact.no, freezeOf(fact));
	}

	/** Where a payee is paid at a place of the chain. */
	at(no: number, payee: number, { closedAt }: EventPosition): string {
		const now = BigInt(Math.floor(closedAt.getTime() / 1000));
		return addressAt(this.#payees.get(no)![payee]!, this.#freezes.get(no) ?? never, now);
	}
}
