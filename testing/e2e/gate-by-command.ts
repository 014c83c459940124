import type { PassaFile } from '#scripts/passa-file.ts';
import { buyByCommand, command } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

type Answer = { success: boolean; reason?: string; detail?: string; decidedBy: string; decidedIn: number };

/**
 * What README lets a stranger script at the demo's event of today: two tickets, an entry, a second one with the same ticket,
 * another door, an entry without the service, and its upload.
 */
export async function entersByCommand(_visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const [main, balcony] = passa.gates ?? [];
	if (!main || !balcony) throw new Error('passa.json names no gates: start with the demo');
	const no = passa.events.find(({ address }) => address === main.event)!.no;
	const { order } = await buyByCommand(passa, dataDir, { event: no, qty: 2 });
	const show = async (ticket: number): Promise<string> => {
		const args = ['--order', order.id, '--event', String(no), '--ticket', String(ticket)];
		return String((await command('pass.ts', dataDir, args)).payload);
	};
	const at = (gate: string) => ['--event', String(no), '--gate', gate];
	const scan = async (gate: string, scanned: string, ...more: string[]) =>
		(await command('gate.ts', dataDir, [...at(gate), '--scan', scanned, ...more])) as unknown as Answer;
	for (const each of [main, balcony]) await enrolOnce(dataDir, at(each.gate), each.enrolCode);
	is(await scan(main.gate, await show(1)), { success: true }, 'the first entry');
	is(await scan(main.gate, await show(1)), { success: false, reason: 'TICKET_ALREADY_USED' }, 'the second');
	is(await scan(balcony.gate, await show(2)), { success: false, reason: 'WRONG_GATE' }, 'another door');
	const alone = await scan(main.gate, await show(2), '--offline');
	is(alone, { success: true, decidedBy: 'device' }, 'without the service');
	const { uploaded } = await command('gate.ts', dataDir, at(main.gate));
	if ((uploaded as { recorded?: number }).recorded !== 1)
		throw new Error(`the upload says ${JSON.stringify(uploaded)}`);
	is(
		await scan(main.gate, await show(2)),
		{ success: false, reason: 'TICKET_ALREADY_USED', decidedBy: 'service' },
		'after the upload',
	);
}

/** A code enrols once; on a second run of this story the folder is a device already. */
export async function enrolOnce(dataDir: string, place: string[], code: string): Promise<void> {
	await command('gate.ts', dataDir, place).catch(() =>
		command('gate.ts', dataDir, [...place, '--code', code]),
	);
}

function is(found: Answer, wanted: Partial<Answer>, what: string): void {
	for (const [key, value] of Object.entries(wanted))
		if (found[key as keyof Answer] !== value) throw new Error(`${what}: ${JSON.stringify(found)}`);
}
