import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { mintCertificate } from './certificate.ts';
import { MpesaLedger } from './ledger.ts';

/** The state that survives a restart: payments, pushes without an answer, and the key that passwords are encrypted for. */
export type SavedState = {
	ledger: MpesaLedger;
	certificatePem: string;
	privateKeyPem: string;
	/** Writes the whole state soon. Changes in quick succession become one write. */
	save(): void;
	/** Writes changes that are not written yet. */
	flush(): void;
	/** Flushes, and writes nothing after that. */
	close(): void;
};

/** A file beside the state: the certificate that a client encrypts its password with. */
export const simulatorCertificate = 'mpesa-simulator.pem';
const soonMilliseconds = 20;
/** A large state is written less often, so that most of the time is left for answering. */
const restFactor = 20;

/** Reads the state, or begins an empty one. With `file` null it stays in memory. */
export function openSavedState(file: string | null, shortcode: string, now: number): SavedState {
	const known = file && existsSync(file) ? read(file) : null;
	const ledger = known ? MpesaLedger.from(shortcode, known.ledger) : new MpesaLedger(shortcode);
	const { certificatePem, privateKeyPem } = known ?? mintCertificate(now);
	if (file) writeFileSync(join(dirname(file), simulatorCertificate), certificatePem);
	let timer: NodeJS.Timeout | null = null;
	let isClosed = false;
	let lastMilliseconds = 0;
	const write = () => {
		timer = null;
		const began = performance.now();
		const text = JSON.stringify({ ledger, certificatePem, privateKeyPem });
		writeFileSync(`${file}.new`, text, { mode: 0o600 });
		renameSync(`${file}.new`, file!);
		lastMilliseconds = performance.now() - began;
	};
	const flush = () => {
		if (timer === null) return;
		clearTimeout(timer);
		write();
	};
	return {
		ledger,
		certificatePem,
		privateKeyPem,
		save() {
			if (file && !isClosed)
				timer ??= setTimeout(write, Math.max(soonMilliseconds, restFactor * lastMilliseconds));
		},
		flush,
		close() {
			flush();
			isClosed = true;
		},
	};
}

function read(file: string): { ledger: object; certificatePem: string; privateKeyPem: string } {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (cause) {
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: --reset starts over`, { cause });
	}
}
