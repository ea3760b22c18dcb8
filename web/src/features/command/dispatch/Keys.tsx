// Which key does what at the dispatch desk.
import { Modal } from 'antd';
import { t, type Key } from '../../../i18n';

const KEYS: [string, Key][] = [
  ['Enter', 'dispatch.key.accept'], ['u', 'dispatch.key.unit'], ['1 … 9', 'dispatch.key.outcome'], ['m', 'dispatch.key.merge'], ['j / k', 'dispatch.key.move'], ['x', 'dispatch.key.tick'],
  ['s', 'dispatch.key.alike'], ['b', 'dispatch.key.bulk'], ['Esc', 'dispatch.key.back'],
];

export function Keys({ onClose }: { onClose: () => void }) {
  return (
    <Modal open title={t('dispatch.keys')} footer={null} onCancel={onClose}>
      <dl className="facts">{KEYS.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(does)}</dd></div>)}</dl>
    </Modal>
  );
}
