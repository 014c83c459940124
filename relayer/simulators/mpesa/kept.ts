import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { mintCertificate } from './certificate.ts';
import { MpesaLedger } from './ledger.ts';

/** What a restart must not forget: who paid, whose phone still rings, and the key that passwords are encrypted for. */
export type Kept = {
	ledger: MpesaLedger;
	certificatePem: string;
	privateKeyPem: string;
	/** Has it written down soon, in one piece: much that happens at once is one writing. */
	save(): void;
	/** Writes down what is not yet. */
	flush(): void;
	/** The same, for the last time. */
	close(): void;
};

/** Beside the file: what a client encrypts its password with. */
export const simulatorCertificate = 'mpesa-simulator.pem';
const soonMilliseconds = 20;
/** What has grown large is written less often: most of the time is left for answering. */
const restFactor = 20;

/** `file` null keeps everything in memory. */
export function openKept(file: string | null, shortcode: string, now: number): Kept {
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
