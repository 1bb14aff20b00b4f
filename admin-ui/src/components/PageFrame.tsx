import { Breadcrumb, BreadcrumbItem, PageSection, Title } from '@patternfly/react-core';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';

interface Props {
  /** The h1 and, with the product's name, the document's title. */
  title: string;
  /** What stands beside the h1, such as a status. */
  mark?: ReactNode;
  subtitle?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  /** The pages above this one. */
  above?: readonly { title: string; to: string }[];
  children: ReactNode;
}

/** One page: its title, its actions, its content. Every page has exactly one. */
export function PageFrame({ title, mark, subtitle, actions, above = [], children }: Props) {
  return (
    <Fragment>
      <title>{`${title} · Firn`}</title>
      <PageSection className="firn-head">
        {above.length > 0 && (
          <Breadcrumb>
            {above.map(({ title: name, to }) => (
              <BreadcrumbItem key={to} render={({ className }) => <Link to={to} className={className}>{name}</Link>} />
            ))}
            <BreadcrumbItem isActive>{title}</BreadcrumbItem>
          </Breadcrumb>
        )}
        <div className="firn-header">
          <div>
            <div className="firn-title">
              <Title headingLevel="h1" size="xl">
                {title}
              </Title>
              {mark}
            </div>
            {subtitle !== undefined && <div className="firn-subtitle">{subtitle}</div>}
          </div>
          {actions !== undefined && <div className="firn-actions">{actions}</div>}
        </div>
      </PageSection>
      <PageSection isFilled className="firn-body">
        {children}
      </PageSection>
    </Fragment>
  );
}
