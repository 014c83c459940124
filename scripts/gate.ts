import { existsSync, readFileSync } from 'node:fs';
import { PassaError } from '#shared/errors.ts';
import { readFlags } from './flags.ts';
import { type Decided, enrol, knownDevice, refresh, scanAtGate } from './gate/software-gate.ts';
import { readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';

/**
 * `npm run gate`: does what a device at a gate does, through the same interfaces. `--code` enrols it, `--scan` decides
 * about a code or a file with one; without `--offline` it first uploads what it decided alone and loads the list again.
 */
await runScript(async () => {
	const flags = readFlags({
		event: { type: 'string' },
		gate: { type: 'string' },
		code: { type: 'string' },
		scan: { type: 'string' },
		out: { type: 'boolean', default: false },
		offline: { type: 'boolean', default: false },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
	});
	const { event, gate, code, scan, offline, data: dataDir, json } = flags;
	if (!event || !gate)
		throw new PassaError('FLAGS_INVALID', '--event <no> and --gate <name> say where the device stands');
	const { relayer } = readPassaFile(dataDir);
	if (!relayer) throw new PassaError('NOT_RUNNING', 'this Passa has no relayer, which decides at gates');
	const place = { relayer, dataDir, event, gate };
	const device = code ? await enrol(place, code) : knownDevice(place);
	const uploaded = offline ? null : await refresh(place, device).catch(unlessAway);
	if (scan === undefined) {
		const line = uploaded ? `Device ${device.device} has its list.` : 'The relayer does not answer.';
		return console.log(json ? JSON.stringify({ device: device.device, uploaded }) : line);
	}
	const scanned = existsSync(scan) ? readFileSync(scan, 'utf8').trimEnd() : scan;
	const decided = await scanAtGate(place, device, {
		...{ scanned, offline: offline || uploaded === null },
		direction: flags.out ? 'out' : 'in',
	});
	console.log(json ? JSON.stringify(decided) : lineOf(decided));
});

/** The device goes on alone. */
function unlessAway(error: unknown): null {
	if (error instanceof PassaError && error.code === 'SERVICE_AWAY') return null;
	throw error;
}

function lineOf({
	success,
	reason,
	detail,
	originalEntry,
	requiresManualVerification,
	...rest
}: Decided): string {
	const by = `decided by the ${rest.decidedBy} in ${rest.decidedIn} ms`;
	if (success) return `IN${rest.shownAs === 'static' ? ' (static pass: ask for an ID)' : ''}, ${by}`;
	const first = originalEntry ? `; first at ${originalEntry.gate}, ${originalEntry.at}` : '';
	const ask = requiresManualVerification ? '; a supervisor decides' : '';
	return `${reason} (${detail})${first}${ask}, ${by}`;
}
