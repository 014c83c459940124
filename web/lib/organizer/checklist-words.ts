import * as m from '../paraglide/messages.js';
import type { Check, CheckName } from './checklist.ts';

type Words = { title: () => string; good: (named: string) => string; todo: (named: string) => string };

/** What each line says when it is green, and what to do when it is not. */
const words: Record<CheckName, Words> = {
	event: { title: m.cl_event, good: m.cl_event_good, todo: () => m.cl_event_todo() },
	figures: { title: m.cl_figures, good: m.cl_figures_good, todo: () => m.cl_figures_todo() },
	consents: {
		title: m.cl_consents,
		good: m.cl_consents_good,
		todo: (named) => m.cl_consents_todo({ named }),
	},
	owed: { title: m.cl_owed, good: m.cl_owed_good, todo: () => m.cl_owed_good() },
	gates: { title: m.cl_gates, good: m.cl_gates_good, todo: () => m.cl_gates_todo() },
	tiers: { title: m.cl_tiers, good: m.cl_tiers_good, todo: (named) => m.cl_tiers_todo({ named }) },
	phones: {
		title: m.cl_phones,
		good: m.cl_phones_good,
		todo: (named) => (named === '' ? m.cl_gates_todo() : m.cl_phones_todo({ named })),
	},
	lists: {
		title: m.cl_lists,
		good: m.cl_lists_good,
		todo: (named) => (named === '' ? m.cl_lists_none() : m.cl_lists_todo({ named })),
	},
	ledger: { title: m.cl_ledger, good: m.cl_ledger_good, todo: () => m.cl_ledger_todo() },
	statements: { title: m.cl_statements, good: m.cl_statements_good, todo: () => m.cl_statements_todo() },
	fees: { title: m.cl_fees, good: m.cl_fees_good, todo: () => m.cl_fees_todo() },
	contacts: {
		title: m.cl_contacts,
		good: (named) => m.cl_contacts_good({ named }),
		todo: () => m.cl_contacts_todo(),
	},
	entries: { title: m.cl_entries, good: m.cl_entries_good, todo: () => m.cl_entries_todo() },
};

/** `freeze`: when transfers stop, in words. */
export function checkWords({ name, state, named }: Check, freeze: string): { title: string; text: string } {
	const { title, good, todo } = words[name];
	const text = () => {
		if (state === 'unread') return m.cl_unread();
		if (state === 'wait') return name === 'lists' ? m.cl_lists_wait({ time: freeze }) : m.cl_entries_wait();
		return (state === 'good' ? good : todo)(named.join(', '));
	};
	return { title: title(), text: text() };
}

/** Where it is put right, after `/organizer/events/<no>`. */
export const checkPath = (name: CheckName): string =>
	({
		...{ event: '', figures: '', consents: '/manage', owed: '', entries: '/live' },
		...{ statements: '/report', fees: '/live', contacts: '' },
		...{ gates: '/gates', tiers: '/gates', phones: '/gates', lists: '/gates', ledger: '/gates' },
	})[name];
