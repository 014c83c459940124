import type { TicketAction } from '../ticket-action.ts';

/** The entry of contracts/event/src/contract/ for an action, and its arguments by name. */
export function ticketEntry(by: string, action: TicketAction): [string, Record<string, unknown>] {
	switch (action.do) {
		case 'transfer':
			return ['transfer', { from: by, to: action.to, token_id: action.ticket }];
		case 'list':
			return ['list', { ticket: action.ticket, price: action.price }];
		case 'unlist':
			return ['unlist', { ticket: action.ticket }];
		case 'buy':
			return ['buy_listed', { buyer: by, ticket: action.ticket, max_price: action.price }];
		case 'claim-owed':
			return ['claim_owed', { to: by }];
		case 'refund':
			return ['refund', { order: action.order, mask: action.mask, credits: action.credits }];
	}
}
