import { StrKey } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { textOf } from '../native-form.ts';

const layout = 1;
type RefusalCode = 'ENTRY_UNEXPECTED' | 'COUNTERS_LAYOUT_UNKNOWN' | 'ORDER_LAYOUT_UNKNOWN';

/**
 * Reads fields one after another, big endian: contracts/event/src/records/packed.rs. Throws the code that it is given if
 * bytes are missing, or the first one is not the layout. More bytes than are asked for are a later tail.
 */
export class PackedReader {
	#bytes: Uint8Array;
	#view: DataView;
	#at = 0;
	#record: string;
	#code: RefusalCode;

	constructor(value: unknown, record: string, code: RefusalCode = 'ENTRY_UNEXPECTED') {
		this.#record = record;
		this.#code = code;
		this.#bytes = value instanceof Uint8Array ? value : new Uint8Array();
		this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
		if (this.#bytes[0] !== layout)
			throw this.refusal(`${this.#bytes.length} bytes of layout ${this.#bytes[0] ?? 'none'}`);
		this.#at = 1;
	}

	refusal(why: string): PassaError {
		return new PassaError(this.#code, `not ${this.#record}: ${why}`);
	}

	u8(): number {
		return this.#view.getUint8(this.#next(1));
	}

	u16(): number {
		return this.#view.getUint16(this.#next(2));
	}

	u32(): number {
		return this.#view.getUint32(this.#next(4));
	}

	u64(): bigint {
		return this.#view.getBigUint64(this.#next(8));
	}

	/** Unix seconds in five bytes. */
	time(): bigint {
		return (BigInt(this.u8()) << 32n) | BigInt(this.u32());
	}

	/** A number of at most `most`. */
	count(most: number): number {
		const read = this.u8();
		if (read <= most) return read;
		throw this.refusal(`${read} where at most ${most} can be`);
	}

	/** Over so many tickets, in as many whole bytes as they need. */
	mask(tickets: number): number {
		return Array.from({ length: Math.ceil(tickets / 8) }).reduce<number>((mask) => mask * 256 + this.u8(), 0);
	}

	bytes(length: number): Uint8Array {
		const at = this.#next(length);
		return this.#bytes.slice(at, at + length);
	}

	text(length: number): string {
		return textOf(this.bytes(length));
	}

	/** An account or a contract. */
	address(): string {
		const kind = this.count(1);
		const payload = this.bytes(32);
		return kind === 0 ? StrKey.encodeEd25519PublicKey(payload) : StrKey.encodeContract(payload);
	}

	/** Where a payee is paid: an account, a contract, or an account with an id (M…). */
	payTo(): string {
		const kind = this.count(2);
		const payload = this.bytes(32);
		if (kind === 0) return StrKey.encodeEd25519PublicKey(payload);
		if (kind === 1) return StrKey.encodeContract(payload);
		return StrKey.encodeMed25519PublicKey(Uint8Array.from([...payload, ...this.bytes(8)]));
	}

	/** As many as the next byte says, at most `most`. */
	list<T>(most: number, read: () => T): T[] {
		return Array.from({ length: this.count(most) }, read);
	}

	#next(length: number): number {
		const at = this.#at;
		if (at + length > this.#bytes.length) throw this.refusal(`only ${this.#bytes.length} bytes`);
		this.#at += length;
		return at;
	}
}
