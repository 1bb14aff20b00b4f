import { Button } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { REASON_LENGTH, orderJob, ordersOf, type Job, type Order } from '../../api/jobs';
import { useMay } from '../../app/rights';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { toast } from '../../components/toasts';
import { ORDER_EFFECTS, ORDER_NAMES, STATUS_NAMES, TYPE_NAMES, tableOf } from './words';

/** The buttons that stop, restart and abandon a run, as its status and the user's role allow. */
export function RunOrders({ job }: { job: Job }) {
  const [asked, setAsked] = useState<Order | null>(null);
  const queries = useQueryClient();
  const may = useMay('service');
  const act = async (order: Order, reason: string) => {
    const after = await orderJob(job.job_id, order, reason);
    queries.setQueryData<Job>(['job', job.job_id], (before) => ({ ...before, ...after }));
    toast('success', DONE[order](after));
    await queries.invalidateQueries({ queryKey: ['job', job.job_id] });
    void queries.invalidateQueries({ queryKey: ['jobs'] });
    void queries.invalidateQueries({ queryKey: ['overview'] });
  };
  return (
    <>
      {ordersOf(job).map((order) => (
        <Button key={order} variant={VARIANTS[order]} isDisabled={!may} onClick={() => setAsked(order)}>
          {ORDER_NAMES[order]}
        </Button>
      ))}
      {asked !== null && (
        <ConfirmDialog
          title={`${ORDER_NAMES[asked]} this run?`}
          confirm={ORDER_NAMES[asked]}
          danger={asked === 'abandon'}
          reasonLength={REASON_LENGTH}
          act={(reason) => act(asked, reason)}
          close={() => setAsked(null)}
        >
          <p>
            <strong>{job.job_id}</strong>: {TYPE_NAMES[job.job_type].toLowerCase()} of {tableOf(job)},{' '}
            {STATUS_NAMES[job.status].toLowerCase()}.
          </p>
          <p>{ORDER_EFFECTS[asked]}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

const VARIANTS: Record<Order, 'primary' | 'secondary' | 'danger'> = {
  restart: 'primary',
  stop: 'secondary',
  abandon: 'secondary',
};

const DONE: Record<Order, (job: Job) => string> = {
  stop: ({ job_id, status }) => (status === 'stopped' ? `${job_id} is stopped` : `${job_id} is stopping`),
  restart: ({ job_id }) => `${job_id} is queued for its next attempt`,
  abandon: ({ job_id }) => `${job_id} is abandoned`,
};
