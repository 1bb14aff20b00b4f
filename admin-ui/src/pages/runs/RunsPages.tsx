import { Route, Routes } from 'react-router';
import { NotFoundPage } from '../NotFoundPage';
import { RunDetail } from './RunDetail';
import { RunList } from './RunList';

export default function RunsPages() {
  return (
    <Routes>
      <Route index element={<RunList />} />
      <Route path=":id" element={<RunDetail />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
